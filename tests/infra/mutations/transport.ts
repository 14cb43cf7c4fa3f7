import type { Mutation } from './mutation.ts';

const app = 'infra/modules/function-app.bicep';
const ofApp = ['transport: the app takes HTTPS and TLS 1.2 only'];
const api = 'infra/modules/api-management-api.bicep';

/** Ways to speak in clear text or in an old protocol. */
export const transportMutations: readonly Mutation[] = [
  {
    what: 'TLS 1.0 for storage',
    file: 'infra/modules/storage.bicep',
    find: "minimumTlsVersion: 'TLS1_2'",
    replace: "minimumTlsVersion: 'TLS1_0'",
    breaks: ['transport: storage takes HTTPS and TLS 1.2 only'],
  },
  {
    what: 'HTTP for storage',
    file: 'infra/modules/storage.bicep',
    find: 'supportsHttpsTrafficOnly: true',
    replace: 'supportsHttpsTrafficOnly: false',
    breaks: ['transport: storage takes HTTPS and TLS 1.2 only'],
  },
  {
    what: 'TLS 1.1 for the database',
    file: 'infra/modules/sql.bicep',
    find: "minimalTlsVersion: '1.2'",
    replace: "minimalTlsVersion: '1.1'",
    breaks: ['transport: SQL Server takes TLS 1.2 only'],
  },
  { what: 'HTTP for the app', file: app, find: 'httpsOnly: true', replace: 'httpsOnly: false', breaks: ofApp },
  {
    what: 'TLS 1.0 for the app',
    file: app,
    find: "minTlsVersion: '1.2'",
    replace: "minTlsVersion: '1.0'",
    breaks: ofApp,
  },
  {
    what: 'FTP for the app',
    file: app,
    find: "ftpsState: 'Disabled'",
    replace: "ftpsState: 'AllAllowed'",
    breaks: ofApp,
  },
  {
    what: 'HTTP for the API',
    file: api,
    find: "protocols: ['https']",
    replace: "protocols: ['https', 'http']",
    breaks: ['transport: the gateway offers HTTPS only'],
  },
  {
    what: 'any certificate for the app',
    file: api,
    find: 'validateCertificateName: true',
    replace: 'validateCertificateName: false',
    breaks: ['transport: the gateway checks the app’s certificate'],
  },
  {
    what: 'TLS 1.0 at the gateway of a classic tier',
    file: 'infra/modules/api-management.bicep',
    find: "'${gateway}.Security.Protocols.Tls10': 'False'",
    replace: "'${gateway}.Security.Protocols.Tls10': 'True'",
    seenIn: 'classic',
    breaks: ['transport: the gateway refuses old protocols'],
  },
  {
    what: 'TLS 1.0 from the gateway of the Consumption tier',
    file: 'infra/modules/api-management.bicep',
    find: "  '${gateway}.Security.Backend.Protocols.Tls10': 'False'\n",
    replace: '',
    seenIn: 'main.dev',
    breaks: ['transport: the gateway refuses old protocols'],
  },
];
