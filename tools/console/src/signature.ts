// AWS Signature Version 4 by the browser's own cryptography, which it offers on HTTPS and on loopback only.
import type { Login } from './session';

const text = new TextEncoder();

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function sha256(value: string): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', text.encode(value)));
}

async function hmac(key: BufferSource, value: string): Promise<ArrayBuffer> {
  const made = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return crypto.subtle.sign('HMAC', made, text.encode(value));
}

/** The headers of a POST request to `path`, with the date and the signature. */
export async function signed(
  login: Login,
  path: string,
  headers: Record<string, string>,
  body: string,
): Promise<Record<string, string>> {
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const day = stamp.slice(0, 8);
  const all: Record<string, string> = { ...headers, host: location.host, 'x-amz-date': stamp };
  const names = Object.keys(all).sort();
  const lines = names.map((name) => `${name}:${all[name]}\n`).join('');
  const canonical = ['POST', path, '', lines, names.join(';'), await sha256(body)].join('\n');
  const scope = `${day}/${login.region}/states/aws4_request`;
  let key: ArrayBuffer = await hmac(text.encode('AWS4' + login.secret), day);
  for (const part of [login.region, 'states', 'aws4_request']) key = await hmac(key, part);
  const proof = hex(await hmac(key, `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${await sha256(canonical)}`));
  const { host: _, ...sent } = all;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${login.accessKey}/${scope}, SignedHeaders=${names.join(';')}, Signature=${proof}`,
  };
}
