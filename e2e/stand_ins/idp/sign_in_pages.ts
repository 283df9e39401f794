// The pages a person meets: user name, password, My Apps, and what went wrong.

import { html, type Markup, page } from "../html.ts";
import type { Refusal } from "../loopback.ts";
import { STYLE } from "./style.ts";
import type { Application, User } from "./tenant.ts";

function card(title: string, content: Markup, status = 200): Response {
  return page({ title, style: STYLE, status, body: html`<main class="card">${content}</main>` });
}

/** First page: who are you? */
export function userNamePage(action: string, upn = "", error = ""): Response {
  return card(
    "Sign in to your account",
    html`<h1>Sign in</h1><form method="post" action="${action}">
      ${error !== "" && html`<p class="error" role="alert">${error}</p>`}
      <label for="upn">Email, phone, or user name</label><input id="upn" name="upn" type="email" autocomplete="username" placeholder="someone@example.com" value="${upn}" required autofocus>
      <button>Next</button></form><p class="hint">A stand-in for Microsoft Entra ID. It runs on this computer only.</p>`,
  );
}

/** Second page: prove it. */
export function passwordPage(action: string, upn: string, error = ""): Response {
  return card(
    "Sign in to your account",
    html`<p>${upn}</p><h1>Enter password</h1><form method="post" action="${action}">
      ${error !== "" && html`<p class="error" role="alert">${error}</p>`}
      <input type="hidden" name="upn" value="${upn}">
      <label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required autofocus>
      <button>Sign in</button></form>`,
  );
}

/** My Apps: a tile for every application the person was assigned. */
export function myAppsPage(user: User, tiles: readonly { readonly application: Application; readonly href: string }[]): Response {
  const links = tiles.map(({ application, href }) => html`<a href="${href}">${application.name}</a>`);
  const body = html`<header>My Apps · ${user.displayName}</header><main class="wide"><h1>Apps</h1>
    ${links.length > 0 ? html`<nav class="tiles" aria-label="Apps">${links}</nav>` : html`<p>You have no apps.</p>`}
    <form method="post" action="/sign-out"><button>Sign out</button></form></main>`;
  return page({ title: "My Apps", style: STYLE, body });
}

export function signedOutPage(): Response {
  return card("Signed out", html`<h1>You signed out of your account</h1>`);
}

/** Entra's error page: a sentence and a code. */
export function refusalPage(refusal: Refusal): Response {
  return card(
    "Sign in",
    html`<h1>Sorry, but we’re having trouble signing you in.</h1><p role="alert">${refusal.code}: ${refusal.message}</p>`,
    refusal.status,
  );
}
