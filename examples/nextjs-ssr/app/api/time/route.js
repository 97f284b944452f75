export const dynamic = "force-dynamic";

export function GET(request) {
  const name = new URL(request.url).searchParams.get("name") ?? "you";
  return Response.json({ hello: name, at: new Date().toISOString() });
}
