export default {
  async fetch(request) {
    return request.method === "POST" ? new Response(request.body) : new Response("Exported as fetch.\n");
  },
};
