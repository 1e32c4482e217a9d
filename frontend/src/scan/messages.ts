// What the page and the worker that reads say to each other.

/** First of all: where the compiled reader is, on our own server. */
export interface Start {
  readonly wasmUrl: string;
}

export interface Frame {
  readonly order: number;
  readonly image: ImageData;
}

export type Said =
  | { readonly kind: "ready" }
  | { readonly kind: "broken" }
  | { readonly kind: "looked"; readonly order: number; readonly text: string | null; readonly isDark: boolean };
