/** True for a bare address as RFC 5321 has it, without quotes, comments and address literals; at most 254 characters. */
export function isMailAddress(text: string): boolean {
  if (text.length > 254 || !/^[\x21-\x7e]+$/.test(text)) return false;
  const [local = "", domain = "", ...more] = text.split("@");
  const isLocal =
    local.length <= 64 && /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(local);
  return more.length === 0 && isLocal && isHostName(domain);
}

/** True for a DNS name, such as `mail.example.test`. */
export function isHostName(text: string): boolean {
  return (
    text.length <= 253 &&
    /^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(text)
  );
}
