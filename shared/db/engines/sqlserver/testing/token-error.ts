import mssql from 'mssql';

/** What the driver throws when a managed identity gets no token: an aggregate, wrapped in an error without message and code. */
export function tokenError(): Error {
  const refused = Object.assign(new Error('Security token could not be authenticated or authorized.'), {
    code: 'EFEDAUTH',
  });
  const reason = Object.assign(new Error('No managed identity endpoint.'), { name: 'CredentialUnavailableError' });
  return new mssql.ConnectionError(new AggregateError([refused, reason]));
}
