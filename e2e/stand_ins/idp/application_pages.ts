// The administrator's pages: enterprise applications, and one application's SAML settings.

import { html, type Markup, page } from "../html.ts";
import { STYLE } from "./style.ts";
import type { Application, Tenant } from "./tenant.ts";

function wide(title: string, content: Markup): Response {
  const body = html`<header><a href="/applications">Enterprise applications</a></header><main class="wide"><h1>${title}</h1>${content}</main>`;
  return page({ title, style: STYLE, body });
}

export function applicationsPage(tenant: Tenant): Response {
  const rows = [...tenant.applications.values()].map(
    (application) => html`<tr><td><a href="/applications/${application.appId}">${application.name}</a></td><td><code>${application.appId}</code></td></tr>`,
  );
  return wide(
    "All applications",
    html`<section><table><thead><tr><th scope="col">Name</th><th scope="col">Application ID</th></tr></thead><tbody>${rows}</tbody></table></section>
    <section aria-labelledby="new"><h2 id="new">Create your own application</h2><form method="post" action="/applications">
      <label for="name">What’s the name of your app?</label><input id="name" name="name" type="text" required>
      <p class="hint">Integrate any other application you don’t find in the gallery (Non-gallery)</p><button>Create</button></form></section>`,
  );
}

export interface ApplicationView {
  readonly tenant: Tenant;
  readonly application: Application;
  readonly userAccessUrl: string;
}

export function applicationPage(view: ApplicationView): Response {
  return wide(
    `${view.application.name} | SAML-based Sign-on`,
    html`${uploadSection(view)}${basicSection(view)}${claimsSection(view)}${certificateSection(view)}${usersSection(view)}${propertiesSection(view)}`,
  );
}

function uploadSection({ application }: ApplicationView): Markup {
  return html`<section aria-labelledby="upload"><h2 id="upload">Upload metadata file</h2>
    <form method="post" action="/applications/${application.appId}/metadata" enctype="multipart/form-data">
      <label for="file">Metadata file</label><input id="file" name="file" type="file" required> <button>Add</button></form></section>`;
}

function basicSection({ application }: ApplicationView): Markup {
  return html`<section aria-labelledby="basic"><h2 id="basic">Basic SAML Configuration</h2>
    <form method="post" action="/applications/${application.appId}/basic">
      <label for="identifier">Identifier (Entity ID)</label><input id="identifier" name="identifier" type="text" value="${application.identifier}" required>
      <label for="reply">Reply URL (Assertion Consumer Service URL)</label><input id="reply" name="replyUrl" type="url" value="${application.replyUrl}" required>
      <label for="relay">Relay State</label><input id="relay" name="relayState" type="text" value="${application.relayState}">
      <button>Save</button></form></section>`;
}

function claimsSection({ application }: ApplicationView): Markup {
  const option = (value: string): Markup => html`<option${application.nameIdSource === value && html` selected`}>${value}</option>`;
  return html`<section aria-labelledby="claims"><h2 id="claims">Attributes &amp; Claims</h2>
    <form method="post" action="/applications/${application.appId}/claims">
      <label for="source">Unique User Identifier (NameID)</label><select id="source" name="nameIdSource">${option("user.userprincipalname")}${option("user.mail")}</select>
      <button>Save</button></form></section>`;
}

function certificateSection({ tenant }: ApplicationView): Markup {
  const rows = tenant.keys.map(
    (key, index) => html`<tr><td>${index === tenant.signingIndex ? "Active" : "Inactive"}</td><td><code>${key.fingerprint}</code></td></tr>`,
  );
  return html`<section aria-labelledby="certificates"><h2 id="certificates">SAML Certificates</h2>
    <table><thead><tr><th scope="col">Status</th><th scope="col">Thumbprint (SHA-256)</th></tr></thead><tbody>${rows}</tbody></table>
    <p>Federation Metadata XML: <a href="/${tenant.id}/federationmetadata/2007-06/federationmetadata.xml" download>Download</a></p></section>`;
}

function usersSection({ tenant, application }: ApplicationView): Markup {
  const rows = [...tenant.users.values()]
    .filter((user) => tenant.isAssigned(application, user))
    .map((user) => html`<tr><td>${user.displayName}</td><td>${user.upn}</td></tr>`);
  return html`<section aria-labelledby="users"><h2 id="users">Users and groups</h2>
    <table><thead><tr><th scope="col">Display Name</th><th scope="col">User principal name</th></tr></thead><tbody>${rows}</tbody></table>
    <form method="post" action="/applications/${application.appId}/users">
      <label for="user">Add user</label><input id="user" name="upn" type="email" required> <button>Assign</button></form></section>`;
}

function propertiesSection({ userAccessUrl }: ApplicationView): Markup {
  return html`<section aria-labelledby="properties"><h2 id="properties">Properties</h2>
    <label for="access">User access URL</label><input id="access" type="text" readonly value="${userAccessUrl}"></section>`;
}
