const secretName = /password|passwd|secret|token|authorization|cookie|api.?key|credential|signature/i;

/**
 * `value` fit for a log line: hidden when `name` sounds like a secret's; otherwise without the passwords, bearer tokens and keys of
 * connection strings that stand inside it.
 */
export function redact<T>(name: string, value: T): T | string {
  if (typeof value !== 'string') return value;
  return secretName.test(name) ? '[redacted]' : redactText(value);
}

/** What every shape below has in it: most texts have none of it and are not looked at further. */
const suspicious = /[@=]|eyJ|bearer/i;

/** Text without the secrets that can be told by their shape. */
export function redactText(text: string): string {
  if (!suspicious.test(text)) return text;
  return (
    text
      .replace(/(:\/\/[^\s:/@]*):[^\s/]*@/g, '$1:[redacted]@')
      .replace(/\b(Bearer)\s+[\w.~+/=-]+/gi, '$1 [redacted]')
      .replace(/(?<![\w.-])[\w.-]+/g, withoutToken)
      // The last resort: no line should hold one.
      .replace(/(?<![\w.+-])[\w.+-]+@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,63}\b/g, '[redacted]')
      // The end of the name is enough: AccountKey, client_secret.
      .replace(/(key|password|pwd|sig|secret)=[^;&\s]+/gi, '$1=[redacted]')
  );
}

/** A word without the JSON Web Token in it: three parts joined by dots, the first of which is a printed object. */
function withoutToken(word: string): string {
  const at = word.indexOf('eyJ');
  return at !== -1 && word.split('.').length > 2 ? `${word.slice(0, at)}[redacted]` : word;
}
