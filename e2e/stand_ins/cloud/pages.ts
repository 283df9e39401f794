// The console's pages: a shell that always says who acts where, and one page per product.

import { html, type Markup, page } from "../html.ts";
import { Refusal } from "../loopback.ts";
import type { Console, Logon } from "./console.ts";
import type { Bucket } from "./resources.ts";

const STYLE = `
:root { color-scheme: light; font: 14px/1.5 system-ui, sans-serif; color: #181818; background: #f5f7fa }
body { margin: 0 } a { color: #0064c8 }
header { background: #1d2129; color: #fff; padding: .7rem 1.5rem; display: flex; gap: 2rem; align-items: center; flex-wrap: wrap }
header a { color: #fff } header strong { color: #ffb366 }
main { max-width: 64rem; margin: 1.5rem auto; padding: 0 1.5rem }
section, dl { background: #fff; border: 1px solid #dcdee3; padding: 1rem 1.5rem; margin: 1rem 0 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .4rem 1.5rem } dt { color: #555 } dd { margin: 0; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100%; background: #fff } th, td { text-align: left; padding: .5rem; border-bottom: 1px solid #dcdee3 }
button { padding: .3rem 1rem; border: 1px solid #888; background: #fff; font: inherit; cursor: pointer } form { display: inline }
label { display: block } textarea, input[type=text] { width: 100%; box-sizing: border-box; font: inherit }
.alert { background: #fff1f0; border: 1px solid #d93026; padding: .8rem 1rem } .done { background: #effaf1; border: 1px solid #1e8e3e; padding: .8rem 1rem }
`;

/** What the last action answered, shown above the page. */
export type Notice = { readonly done: string } | Refusal | undefined;

function shell(console: Console, title: string, content: Markup, notice: Notice): Response {
  const { account } = console.logon;
  const body = html`<header><strong>Cloud console (stand-in)</strong>
    <nav aria-label="Products"><a href="/console">Home</a> · <a href="/console/ecs">Elastic Compute Service</a> · <a href="/console/oss">Object Storage Service</a></nav>
    <span>${account.name} · ${nameOf(console.logon)}</span>
    <form method="post" action="/console/sign-out"><button>Sign out</button></form></header>
    <main>${noticeOf(notice)}<h1>${title}</h1>${content}</main>`;
  return page({ title: `${title} · ${account.name}`, style: STYLE, body, status: notice instanceof Refusal ? notice.status : 200 });
}

function noticeOf(notice: Notice): Markup {
  if (notice === undefined) return html``;
  if (notice instanceof Refusal) return html`<p class="alert" role="alert"><strong>${notice.code}</strong> ${notice.message}</p>`;
  return html`<p class="done" role="status">${notice.done}</p>`;
}

/** Who acts, as the console writes it. */
function nameOf(logon: Logon): string {
  return "user" in logon ? logon.user.principalName : `${logon.role.name}/${logon.sessionName}`;
}

function entry(name: string, value: Markup | string): Markup {
  return html`<dt>${name}</dt><dd>${value}</dd>`;
}

/** `accessKeys` are those of the RAM user. */
export function homePage(console: Console, accessKeys: readonly string[]): Response {
  const { logon } = console;
  const { account, until } = logon;
  const list = (values: readonly string[]): string => values.join(", ") || "none";
  const policies = ("user" in logon ? logon.user.policies : logon.role.policies).map((policy) => policy.name);
  const ofUser = "user" in logon ? [entry("Groups", list([...logon.user.groups.keys()])), entry("AccessKeys", list(accessKeys)), entry("Comments", logon.user.comments)] : [];
  const entries = [
    entry("Account", account.name),
    entry("Account ID", account.id),
    "user" in logon ? entry("RAM user", logon.user.name) : entry("Role", logon.role.name),
    entry("Signed in as", nameOf(logon)),
    entry("Session ends", html`<time datetime="${until.toISOString()}">${until.toISOString()}</time>`),
    entry("Policies", list(policies)),
    ...ofUser,
  ];
  return shell(console, "Console home", html`<dl>${entries}</dl>`, undefined);
}

/** Where RAM users enter their names. */
export function signInPage(): Response {
  const body = html`<header><strong>Cloud console (stand-in)</strong></header><main><h1>RAM user logon</h1>
    <section><form method="post" action="/login"><label for="name">Username</label><input id="name" name="name" type="text" placeholder="name@account.onaliyun.com" required>
    <label for="password">Password</label><input id="password" name="password" type="password" autocomplete="off"><button>Log on</button></form></section></main>`;
  return page({ title: "RAM user logon", style: STYLE, body });
}

export function instancesPage(console: Console, notice: Notice): Response {
  const read = attempt(() => console.instances());
  if (read instanceof Refusal) return shell(console, "Instances", html``, read);
  const rows = read.map(
    (instance) => html`<tr><td>${instance.id}</td><td>${instance.name}</td><td>${instance.running ? "Running" : "Stopped"}</td><td>${instance.region}</td>
      <td>${["Start", "Stop"].map((operation) => html`<form method="post" action="/console/ecs/${instance.id}/${operation.toLowerCase()}"><button aria-label="${operation} ${instance.name}">${operation}</button></form> `)}</td></tr>`,
  );
  const head = ["Instance ID", "Name", "Status", "Region", "Action"].map((name) => html`<th scope="col">${name}</th>`);
  return shell(console, "Instances", html`<table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`, notice);
}

export function bucketsPage(console: Console): Response {
  const read = attempt(() => console.buckets());
  if (read instanceof Refusal) return shell(console, "Buckets", html``, read);
  const rows = read.map((bucket) => html`<tr><td><a href="/console/oss/${bucket.name}">${bucket.name}</a></td><td>${bucket.region}</td></tr>`);
  return shell(console, "Buckets", html`<table><thead><tr><th scope="col">Bucket</th><th scope="col">Region</th></tr></thead><tbody>${rows}</tbody></table>`, undefined);
}

export function bucketPage(console: Console, bucket: Bucket, notice: Notice, content?: string): Response {
  const read = attempt(() => console.listObjects(bucket));
  if (read instanceof Refusal) return shell(console, bucket.name, html``, notice ?? read);
  const rows = read.map(
    (key) => html`<tr><td>${key}</td><td>
      <form method="post" action="/console/oss/${bucket.name}/read"><input type="hidden" name="key" value="${key}"><button aria-label="Read ${key}">Read</button></form>
      <form method="post" action="/console/oss/${bucket.name}/delete"><input type="hidden" name="key" value="${key}"><button aria-label="Delete ${key}">Delete</button></form></td></tr>`,
  );
  const shown = content === undefined ? html`` : html`<section aria-label="Content"><pre>${content}</pre></section>`;
  return shell(
    console,
    bucket.name,
    html`<table><thead><tr><th scope="col">Object</th><th scope="col">Action</th></tr></thead><tbody>${rows}</tbody></table>${shown}
      <section aria-labelledby="put"><h2 id="put">Upload an object</h2><form method="post" action="/console/oss/${bucket.name}/write">
      <label for="key">Name</label><input id="key" name="key" type="text" required><label for="content">Content</label><textarea id="content" name="content"></textarea><button>Upload</button></form></section>`,
    notice,
  );
}

/** Shown instead of a console when there is no session, or the sign-in was refused. */
export function refusalPage(refusal: Refusal): Response {
  const body = html`<header><strong>Cloud console (stand-in)</strong></header><main><h1>You are not signed in</h1><p class="alert" role="alert"><strong>${refusal.code}</strong> ${refusal.message}</p></main>`;
  return page({ title: "Sign-in refused", style: STYLE, body, status: refusal.status });
}

function attempt<T>(action: () => T): T | Refusal {
  try {
    return action();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
