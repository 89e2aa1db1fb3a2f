import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const formatVersion = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM, bound to its row: the cipher of one secret opens in no other. Layout: version, nonce, tag, cipher text.
 *  @param key 32 bytes. */
export function sealSecret(key: Buffer, secret: { id: string; value: string }): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(boundTo(secret.id));
  const text = Buffer.concat([cipher.update(secret.value, "utf8"), cipher.final()]);
  return Buffer.concat([Buffer.of(formatVersion), nonce, cipher.getAuthTag(), text]);
}

/** @throws SecretUnreadable where the key is another one or the row was moved or changed. */
export function openSecret(key: Buffer, sealed: { id: string; cipher: Buffer }): string {
  const { id, cipher } = sealed;
  const tagAt = 1 + nonceBytes;
  try {
    if (cipher[0] !== formatVersion) throw new RangeError("unknown format");
    const decipher = createDecipheriv("aes-256-gcm", key, cipher.subarray(1, tagAt), { authTagLength: tagBytes });
    decipher.setAAD(boundTo(id)).setAuthTag(cipher.subarray(tagAt, tagAt + tagBytes));
    return Buffer.concat([decipher.update(cipher.subarray(tagAt + tagBytes)), decipher.final()]).toString("utf8");
  } catch (error) {
    throw new SecretUnreadable(id, { cause: error });
  }
}

export class SecretUnreadable extends Error {
  constructor(id: string, options: ErrorOptions) {
    super(`secret ${id} can't be decrypted: another SIGNALBOX_SECRET_KEY, or the row was changed`, options);
    this.name = "SecretUnreadable";
  }
}

function boundTo(id: string): Buffer {
  return Buffer.from(`secrets/${id}`);
}
