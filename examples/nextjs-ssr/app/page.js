import { headers } from "next/headers";
import Image from "next/image";
import Link from "next/link";

// Rendered for every request, because it asks what the request was.
export default async function Page() {
  const host = (await headers()).get("host");
  return (
    <main>
      <h1>Rendered by the server</h1>
      <p>For {host}, at {new Date().toISOString()}.</p>
      <Image src="/hills.png" alt="Three hills" width={320} height={200} loading="eager" />
      <p>
        <Link href="/about">A page that was made by the build</Link>
      </p>
    </main>
  );
}
