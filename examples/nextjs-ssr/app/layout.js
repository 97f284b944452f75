export const metadata = { title: "Next.js on Mini Vercel" };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
