// What can go wrong on demand, and a log of what was asked: how a test makes the cloud busy, slow or silent, and
// finds out what reached it.

import { HangUp, Refusal } from "../../loopback.ts";

export interface ApiCall {
  readonly action: string;
  readonly version: string;
  /** The caller's account; empty when the caller is not known. */
  readonly account: string;
  readonly requestId: string;
  readonly at: Date;
  /** How it ended; "OK", the code of the refusal, or "HungUp". */
  outcome: string;
}

/** Which calls are meant: all of them, or only some. */
export interface Which {
  readonly action?: string;
  readonly account?: string;
}

export type Fault =
  /** Refused, nothing done. */
  | { readonly kind: "Refuse"; readonly status: number; readonly code: string; readonly message?: string }
  /** The connection breaks off before anything is done. */
  | { readonly kind: "HangUp" }
  /** Done, but the answer never arrives: the connection breaks off. */
  | { readonly kind: "LoseAnswer" }
  /** Done, but no answer comes; the client's own patience decides. */
  | { readonly kind: "Silence" };

export const BUSY: Fault = { kind: "Refuse", status: 503, code: "ServiceUnavailable", message: "The request has failed due to a temporary failure of the server." };
export const THROTTLED: Fault = { kind: "Refuse", status: 400, code: "Throttling.User", message: "Request was denied due to user flow control." };

/** A call that waits in the middle until somebody decides. */
export class Hold {
  /** The call, once it has come. */
  readonly reached: Promise<ApiCall>;
  readonly which: Which;
  readonly when: "before" | "after";
  #remaining: number;
  #arrive!: (call: ApiCall) => void;
  #decide!: (goOn: boolean) => void;
  readonly #decision: Promise<boolean>;

  constructor(which: Which, nth: number, when: "before" | "after") {
    this.which = which;
    this.when = when;
    this.#remaining = nth;
    this.reached = new Promise((resolve) => (this.#arrive = resolve));
    this.#decision = new Promise((resolve) => (this.#decide = resolve));
  }

  /** Lets the call go on. */
  release(): void {
    this.#decide(true);
  }

  /** Breaks the call off where it stands. */
  drop(): void {
    this.#decide(false);
  }

  /** Whether this is the call that is to be held. */
  counts(call: ApiCall): boolean {
    if (this.#remaining === 0 || !meant(this.which, call)) return false;
    this.#remaining -= 1;
    return this.#remaining === 0;
  }

  async wait(call: ApiCall): Promise<void> {
    this.#arrive(call);
    if (!(await this.#decision)) throw new HangUp();
  }
}

interface Injected {
  readonly which: Which;
  readonly fault: Fault;
  times: number;
}

export class Faults {
  readonly log: ApiCall[] = [];
  #injected: Injected[] = [];
  #holds: Hold[] = [];

  clear(): void {
    this.log.length = 0;
    this.#injected = [];
    for (const hold of this.#holds) hold.drop();
    this.#holds = [];
  }

  /** The next calls that are meant go wrong. */
  inject(fault: Fault, which: Which = {}, times = 1): void {
    this.#injected.push({ fault, which, times });
  }

  /** Holds the n-th call from now that is meant, before or after it takes effect. */
  hold(which: Which = {}, nth = 1, when: "before" | "after" = "before"): Hold {
    const hold = new Hold(which, nth, when);
    this.#holds.push(hold);
    return hold;
  }

  /** How often an operation was done, also when the answer got lost. */
  done(action: string, account?: string): number {
    return this.log.filter((call) => call.action === action && (account === undefined || call.account === account) && (call.outcome === "OK" || call.outcome === "AnswerLost")).length;
  }

  /** Lets a call through what waits for it. */
  async around<T>(call: ApiCall, effect: () => Promise<T>): Promise<T> {
    this.log.push(call);
    const hold = this.#holds.find((one) => one.counts(call));
    try {
      if (hold?.when === "before") await hold.wait(call);
      const fault = this.#next(call);
      if (fault?.kind === "Refuse") throw new Refusal(fault.status, fault.code, fault.message ?? "Refused on demand.");
      if (fault?.kind === "HangUp") throw new HangUp();
      const answer = await effect();
      call.outcome = hold?.when === "after" || fault ? "AnswerLost" : "OK";
      if (hold?.when === "after") await hold.wait(call);
      if (fault?.kind === "LoseAnswer") throw new HangUp();
      if (fault?.kind === "Silence") await new Promise(() => undefined);
      call.outcome = "OK";
      return answer;
    } catch (error) {
      if (error instanceof Refusal) call.outcome = error.code;
      else if (call.outcome !== "AnswerLost") call.outcome = "HungUp";
      throw error;
    }
  }

  #next(call: ApiCall): Fault | undefined {
    const found = this.#injected.find((one) => one.times > 0 && meant(one.which, call));
    if (!found) return undefined;
    found.times -= 1;
    return found.fault;
  }
}

function meant({ action, account }: Which, call: ApiCall): boolean {
  return (action === undefined || action === call.action) && (account === undefined || account === call.account);
}
