import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// A page is loaded when it is gone to, which takes its time where much else runs.
configure({ asyncUtilTimeout: 10_000 });

afterEach(cleanup);

// On a busy machine an answer may take its time; what never comes still fails.
configure({ asyncUtilTimeout: 20_000 });

// What jsdom lacks of a browser and our components ask for.
window.matchMedia ??= (query) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as unknown as MediaQueryList;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView ??= () => undefined;
Element.prototype.hasPointerCapture ??= () => false;
