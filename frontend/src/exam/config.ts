// What the page tells the script: the JSON block #sitting-config. Parsed once; inside, nothing is checked again.

import type { Standing, StateRow } from "./protocol";
import type { Sentences } from "./sentences";

export interface SittingConfig {
  readonly sitting: string;
  /** Whose sittings these are; empty where it is no sitting, as in practice. */
  readonly city: string;
  readonly epoch: number;
  readonly lease: string;
  readonly save_url: string;
  readonly submit_url: string;
  /** Empty where nobody wants to know, as in practice. */
  readonly signals_url: string;
  readonly csrf: string;
  readonly deadline_ms: number;
  readonly standing: Standing;
  readonly server_ms: number;
  readonly incarnation: string;
  readonly beacon: string;
  readonly durable_through: number;
  readonly state: readonly StateRow[];
  /** Hash of the newest durable event of this epoch; empty or 64 zeros when there is none. */
  readonly head: string;
  readonly slots: number;
  /** How many files of kept answers are in `state`. */
  readonly taken_in?: number;
  /** The question of the newest saved change: where to go on at a computer that keeps nothing yet. */
  readonly at_slot?: number | null;
  readonly sentences: Sentences;
}

/** The page lacks something without which the script cannot keep its promises; the plain forms stay. */
export class CannotStart extends Error {}

export function readConfig(): SittingConfig {
  const block = document.getElementById("sitting-config");
  if (block === null) {
    throw new CannotStart("no #sitting-config");
  }
  const config = JSON.parse(block.textContent ?? "") as SittingConfig;
  const numbers = [config.epoch, config.deadline_ms, config.server_ms, config.durable_through];
  const texts = [config.sitting, config.city, config.lease, config.save_url, config.submit_url, config.signals_url];
  texts.push(config.incarnation, config.beacon);
  if (!numbers.every(Number.isSafeInteger) || !texts.every((text) => typeof text === "string")) {
    throw new CannotStart("#sitting-config is not complete");
  }
  return config;
}
