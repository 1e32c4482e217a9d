// What the page tells the script: the JSON block #officer-config.

import type { Sentences } from "../exam/sentences";
import type { RootKey } from "./trust";

export interface OfficerConfig {
  /** Root keys the trust list must be signed by: the working one and the spare. */
  readonly pinned_roots: readonly RootKey[];
  readonly host: string;
  readonly trust_url: string;
  readonly status_url: string;
  readonly check_url: string;
  /** Empty in the shell that works without a network: that page is the same for everybody. */
  readonly csrf: string;
  readonly csrf_url: string;
  /** The worker that reads codes, and the compiled reader it starts. */
  readonly reader_url: string;
  readonly wasm_url: string;
  readonly worker_url: string;
  readonly worker_scope: string;
  readonly post_id: string | null;
  readonly ask_position: boolean;
  readonly sentences: Sentences;
}

export function readConfig(): OfficerConfig {
  return JSON.parse(element("officer-config").textContent ?? "") as OfficerConfig;
}

/** The element of the page contract with this id; its absence is a fault of the template. */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page has no #${id}`);
  }
  return found;
}
