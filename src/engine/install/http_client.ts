/**
 * An HTTP client that trusts the certificates which the user gave to pip.
 *
 * @module
 */

import { type Host, readText } from "./host.ts";

/** Variables that name a file of certificates, in the order in which pip's own stack reads them. */
const CERTIFICATE_VARIABLES = [
  "PIP_CERT",
  "REQUESTS_CA_BUNDLE",
  "CURL_CA_BUNDLE",
  "SSL_CERT_FILE",
];

/**
 * A client with the certificates of `PIP_CERT` and the like, or undefined where there are none and
 * Deno's own do. Proxies need nothing: `fetch` reads `HTTPS_PROXY` and `NO_PROXY` as pip does.
 */
export function httpClient(host: Host): Deno.HttpClient | undefined {
  for (const name of CERTIFICATE_VARIABLES) {
    const path = host.env(name);
    const text = path === undefined ? undefined : readText(path);
    const caCerts = text?.match(/-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g);
    if (caCerts?.length) return Deno.createHttpClient({ caCerts });
  }
  return undefined;
}
