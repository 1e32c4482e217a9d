// The sentences of the page, in the language of the candidate. The server translates; a script only fills in the numbers.

export type Sentences = Readonly<Record<string, string>>;

/** `say(sentences, "saved", { slot: 37 })`. A sentence the page did not bring is shown as its key, never as a crash. */
export function say(sentences: Sentences, key: string, values: Readonly<Record<string, string | number>> = {}): string {
  const template = sentences[key] ?? key;
  return template.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
