// HTML written by hand, with every value escaped on its way in.

/** Text that is markup already. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Markup | undefined | false | readonly Markup[];

/** A template whose values are escaped, unless they are markup themselves. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let text = parts[0] ?? "";
  for (const [index, value] of values.entries()) {
    text += rendered(value) + (parts[index + 1] ?? "");
  }
  return new Markup(text);
}

function rendered(value: Value): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map((item) => item.text).join("");
  return escape(String(value));
}

/** The five characters that mean something in XML and HTML. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

export interface Page {
  readonly title: string;
  readonly style: string;
  readonly body: Markup;
  readonly status?: number;
}

export function page({ title, style, body, status = 200 }: Page): Response {
  const document = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title><meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body>${body.text}</body></html>`;
  return new Response(document, { status, headers: { "content-type": "text/html; charset=utf-8" } });
}

/** A form that sends itself, with a button for browsers without script. */
export function selfSubmitting(action: string, fields: Readonly<Record<string, string>>, title: string): Response {
  const inputs = Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  const body = html`<form method="post" action="${action}">${inputs}<noscript><p>Script is off. Press the button to go on.</p><button>Continue</button></noscript></form><script>document.forms[0].submit()</script>`;
  return page({ title, style: "", body });
}
