export const dynamic = "force-static";

export default function About() {
  return (
    <main>
      <h1>Made by the build</h1>
      <p>This page is the same for everybody.</p>
    </main>
  );
}
