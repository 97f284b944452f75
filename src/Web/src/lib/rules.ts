/**
 * What the server takes, said before it is asked: each rule answers with what is wrong, in the server's words, or with nothing. The
 * server's own rules decide; what it refuses beyond these is shown at the same place.
 */
export type Rule = (text: string) => string | undefined;

const LONGEST_COMMAND = 2_000;
const LONGEST_PATH = 1_024;
const LONGEST_SEGMENT = 255;
const LONGEST_KEY = 128;
const LARGEST_VALUE = 32 * 1024;
const LONGEST_NAME = 100;
const LONGEST_EMAIL = 254;
const LONGEST_ADDRESS = 2_048;
const SHORTEST_PASSWORD = 8;
const LONGEST_PASSWORD = 256;
const LONGEST_HEALTH_PATH = 200;

export const MASK = "••••••••";

const CONTROL = /\p{Cc}/u;
const bytesOf = (text: string) => new TextEncoder().encode(text).length;

function line(text: string, longest: number): string | undefined {
  if (text.length === 0) return "It must not be empty.";
  if (bytesOf(text) > longest) return `It must be at most ${longest} bytes long.`;
  return CONTROL.test(text) ? "It must not contain control characters." : undefined;
}

export const notEmpty: Rule = (text) => (text === "" ? "It must not be empty." : undefined);

/** For a field that may stay empty. */
export const optional =
  (rule: Rule): Rule =>
  (text) =>
    text === "" ? undefined : rule(text);

export const projectName: Rule = (name) => {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name))
    return "It must be a DNS label: 1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends.";
  if (name.startsWith("xn--")) return "It must not begin with 'xn--', which marks an encoded international name.";
  if (name.includes("-git-")) return "It must not contain '-git-': that marks the host of a branch.";
  if (/-[2-7][a-z2-7]{11}$/.test(name))
    return "It must not end in a hyphen and twelve characters that look like a build's short id.";
  return undefined;
};

/** The shape of an address; whether its server may be reached, the server says. */
export const gitUrl: Rule = (url) => {
  const wrong = line(url, LONGEST_ADDRESS);
  if (wrong) return wrong;
  if (/^[^@:/\s]+@[^@:/\s]+:[^\s]+$/.test(url)) return undefined;
  const parts = /^(https?|ssh|file):\/\/([^/?#\\\s]*)(\/.*)?$/i.exec(url);
  if (!parts) return "It must be a repository's address: https://…, ssh://… or git@host:path.";
  const [, scheme = "", authority = "", path = ""] = parts;
  if (/:[^@]*@/.test(authority) || (/^https?$/i.test(scheme) && authority.includes("@")))
    return "It must not carry a password or token: it would be shown wherever the address is. Give the project a credential instead.";
  if (path.replaceAll("/", "") === "") return "It must say which repository on its server: a path is missing.";
  return undefined;
};

export const branch: Rule = (name) => {
  const wrong = line(name, LONGEST_SEGMENT);
  if (wrong) return wrong;
  return /^[-/.]|[\s~^:?*[\\]|\.\.|\/\/|\/\.|@\{|[/.]$|\.lock(\/|$)|^@$/.test(name)
    ? "It is not a name that Git accepts for a branch."
    : undefined;
};

export const command: Rule = (text) => line(text, LONGEST_COMMAND);

export const relativePath: Rule = (path) => {
  const wrong = line(path, LONGEST_PATH);
  if (wrong) return wrong;
  if (path.includes("\\")) return "It must use '/' between its segments.";
  for (const segment of path.split("/")) {
    if (segment === "") return "It must be relative and have no empty segments.";
    if (segment === "." || segment === "..") return "It must not contain '.' or '..' as a segment.";
    if (bytesOf(segment) > LONGEST_SEGMENT) return `Its segments must be at most ${LONGEST_SEGMENT} bytes long.`;
  }
  return undefined;
};

export const healthPath: Rule = (path) => {
  if (path.length > LONGEST_HEALTH_PATH) return `It must be at most ${LONGEST_HEALTH_PATH} characters long.`;
  return /^\/(?!\/)[!-~]*$/.test(path) && !/[\\#]/.test(path)
    ? undefined
    : "It must begin with a single '/' and consist of printable ASCII characters without spaces, '\\' and '#', such as /health?full=1.";
};

export const domain: Rule = (name) => {
  const canonical = name.replace(/\.$/, "").toLowerCase();
  return canonical.length <= 253 &&
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(canonical)
    ? undefined
    : "It must be a domain name such as www.example.com, without a port.";
};

export const variableKey: Rule = (key) => {
  if (key.length > LONGEST_KEY) return `It must have at most ${LONGEST_KEY} characters.`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key)
    ? undefined
    : "It must be letters of a-z and A-Z, digits and underscores, and not begin with a digit.";
};

export const variableValue: Rule = (value) => {
  if (bytesOf(value) > LARGEST_VALUE) return `It must be at most ${LARGEST_VALUE} bytes long.`;
  if (value === MASK) return "It must be a value, and this is the mask that hides one.";
  return CONTROL.test(value.replace(/[\n\r\t]/g, ""))
    ? "It must not contain control characters, except tabs and ends of lines."
    : undefined;
};

export const email: Rule = (address) => {
  const trimmed = address.trim();
  return trimmed.length <= LONGEST_EMAIL &&
    /^[^@\s\p{C}"<>(),;:\\[\]]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/u.test(
      trimmed,
    )
    ? undefined
    : `It must be an email address, such as ada@example.com, of at most ${LONGEST_EMAIL} characters.`;
};

/** What people and things are called. */
export const name: Rule = (text) => {
  if (text.trim() === "") return "It must not be empty.";
  if (text.length > LONGEST_NAME) return `It must be at most ${LONGEST_NAME} characters long.`;
  return CONTROL.test(text) ? "It must not contain control characters." : undefined;
};

export const password: Rule = (text) => {
  if (text.length < SHORTEST_PASSWORD) return `It must be at least ${SHORTEST_PASSWORD} characters long.`;
  return text.length > LONGEST_PASSWORD ? `It must be at most ${LONGEST_PASSWORD} characters long.` : undefined;
};

export const wholeNumber =
  (least: number, most: number): Rule =>
  (text) => {
    if (!/^-?\d+$/.test(text)) return "It must be a whole number.";
    const number = Number(text);
    return number < least || number > most ? `It must be between ${least} and ${most}.` : undefined;
  };
