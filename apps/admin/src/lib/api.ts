import { createApiClient } from "@signalbox/contract";

/** The admin API of the server that served this page; the session cookie signs in. */
export const api = createApiClient({ baseUrl: "" });
