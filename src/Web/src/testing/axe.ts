import axe from "axe-core";

/** What stands in the way of some people, in one line each. Colours are not drawn here; those are looked at in a browser. */
export async function barriersOf(element: Element): Promise<string[]> {
  const { violations } = await axe.run(element, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
