/** Signs in with e-mail and password. Throws an Error whose message is for the person. */
export async function signIn(email: string, password: string): Promise<void> {
  const response = await fetch("/api/auth/sign-in/email", {
    method: "POST",
    headers: { "content-type": "application/json" },
    credentials: "same-origin",
    body: JSON.stringify({ email, password }),
  }).catch(() => null);
  if (response === null) throw new Error("Signalbox cannot be reached. Check the network and try again.");
  if (response.ok) return;
  if (response.status === 429) throw new Error("Too many tries. Wait a few minutes and try again.");
  if (response.status === 401) throw new Error("E-mail or password is wrong.");
  throw new Error(`Signing in failed: Signalbox answered ${response.status}.`);
}

export async function signOut(): Promise<void> {
  await fetch("/api/auth/sign-out", {
    method: "POST",
    headers: { "content-type": "application/json" },
    credentials: "same-origin",
    body: "{}",
  });
}
