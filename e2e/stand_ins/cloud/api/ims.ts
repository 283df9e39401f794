// IMS 2019-08-15: SAML providers, user-based SSO, and the domain that users are named in. Its users stand in users.ts.

import { Refusal } from "../../loopback.ts";
import { createProvider, deleteProvider, findProvider, type SamlProvider, updateProvider } from "../ram/saml_providers.ts";
import { setUserSso, type UserSso } from "../ram/user_sso.ts";
import { defaultDomain } from "../ram/users.ts";
import { instant, markerPage, type Operation, type Question } from "./operation.ts";

function providerBody({ name, arn, description, created, updated }: SamlProvider): object {
  return { SAMLProviderName: name, Arn: arn, Description: description, CreateDate: instant(created), UpdateDate: instant(updated) };
}

/** Checks the permission on the provider that the request names, and answers its name. */
function named({ parameters, demand }: Question, action: string): string {
  const name = parameters.text("SAMLProviderName");
  demand(action, `saml-provider/${name}`);
  return name;
}

/** The metadata document out of its Base64. */
function decoded(encoded: string, parameter: string): string {
  if (!/^[A-Za-z0-9+/\r\n]+={0,2}\s*$/.test(encoded)) throw new Refusal(400, `InvalidParameter.${parameter}`, `The parameter ${parameter} is not Base64.`);
  return Buffer.from(encoded, "base64").toString("utf8");
}

function userSsoBody({ enabled, metadata, auxiliaryDomain, loginWithDomain, algorithm }: UserSso): object {
  return { SsoEnabled: enabled, MetadataDocument: Buffer.from(metadata).toString("base64"), AuxiliaryDomain: auxiliaryDomain, SsoLoginWithDomain: loginWithDomain, AuthnSignAlgo: algorithm };
}

export const IMS: Readonly<Record<string, Operation>> = {
  CreateSAMLProvider: (question) => {
    const { account, parameters } = question;
    const metadata = decoded(parameters.required("EncodedSAMLMetadataDocument"), "EncodedSAMLMetadataDocument");
    return { SAMLProvider: providerBody(createProvider(account, named(question, "ram:CreateSAMLProvider"), metadata, parameters.text("Description"))) };
  },
  GetSAMLProvider: (question) => {
    const provider = findProvider(question.account, named(question, "ram:GetSAMLProvider"));
    return { SAMLProvider: { ...providerBody(provider), EncodedSAMLMetadataDocument: Buffer.from(provider.metadata).toString("base64") } };
  },
  ListSAMLProviders: ({ account, parameters, demand }) => {
    demand("ram:ListSAMLProviders", "saml-provider/*");
    const { page, rest } = markerPage([...account.providers.values()], (provider) => provider.name, parameters);
    return { SAMLProviders: { SAMLProvider: page.map(providerBody) }, ...rest };
  },
  UpdateSAMLProvider: (question) => {
    const { account, parameters } = question;
    const encoded = parameters.optional("NewEncodedSAMLMetadataDocument");
    const metadata = encoded === undefined ? undefined : decoded(encoded, "NewEncodedSAMLMetadataDocument");
    return { SAMLProvider: providerBody(updateProvider(account, named(question, "ram:UpdateSAMLProvider"), { metadata, description: parameters.optional("NewDescription") })) };
  },
  DeleteSAMLProvider: (question) => {
    deleteProvider(question.account, named(question, "ram:DeleteSAMLProvider"));
    return {};
  },
  GetDefaultDomain: ({ account, demand }) => {
    demand("ram:GetDefaultDomain", "*");
    return { DefaultDomainName: defaultDomain(account) };
  },
  GetUserSsoSettings: ({ account, demand }) => {
    demand("ram:GetUserSsoSettings", "*");
    return { UserSsoSettings: userSsoBody(account.userSso) };
  },
  SetUserSsoSettings: ({ account, parameters, demand }) => {
    demand("ram:SetUserSsoSettings", "*");
    const encoded = parameters.text("MetadataDocument");
    const metadata = encoded === "" ? "" : decoded(encoded, "MetadataDocument");
    const rest = { auxiliaryDomain: parameters.optional("AuxiliaryDomain"), loginWithDomain: parameters.flag("SsoLoginWithDomain"), algorithm: parameters.optional("AuthnSignAlgo") };
    return { UserSsoSettings: userSsoBody(setUserSso(account, { metadata, enabled: parameters.flag("SsoEnabled") ?? false, ...rest })) };
  },
};
