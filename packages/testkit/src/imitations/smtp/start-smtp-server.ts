import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { makeCertificate } from "./make-certificate.ts";

/** What a mail server does wrong. `hang-*`: it says nothing more from there on; `drop-after-data`: it takes the whole
 *  e-mail and hangs up without a word; `greylist`: 450 to the first try of each recipient. */
export type SmtpFault =
  | "none"
  | "busy"
  | "greylist"
  | "refuse-recipient"
  | "refuse-sender"
  | "refuse-data"
  | "no-starttls"
  | "refuse-auth"
  | "hang-greeting"
  | "hang-data"
  | "drop-after-data";

export interface ReceivedMail {
  from: string;
  to: string[];
  /** Headers and body as they came, dots unstuffed. */
  raw: string;
  isEncrypted: boolean;
  user: string | null;
}

export interface SmtpImitation {
  port: number;
  /** To trust: the certificate that it made for itself. */
  cert: string;
  mails: ReceivedMail[];
  /** Every command, without its arguments. */
  commands: string[];
  setFault(fault: SmtpFault, onlyRecipient?: string): void;
  stop(): Promise<void>;
}

/** A mail server for tests: RFC 5321 (session, replies, dots), RFC 3207 (STARTTLS), RFC 4954 (AUTH PLAIN and LOGIN).
 *  What comes out of order is answered 503; a sign-in without TLS 538. */
export async function startSmtpServer(
  options: { user?: string; password?: string; isTlsImplicit?: boolean } = {},
): Promise<SmtpImitation> {
  const { key, cert } = makeCertificate();
  const secureContext = createSecureContext({ key, cert });
  const state: SmtpState = {
    options,
    fault: "none",
    onlyRecipient: null,
    mails: [],
    commands: [],
    greylisted: new Set(),
    secure: (socket) => new TLSSocket(socket, { isServer: true, secureContext }),
  };
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    serve(options.isTlsImplicit ? state.secure(socket) : socket, options.isTlsImplicit === true, state);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    port: (server.address() as { port: number }).port,
    cert,
    mails: state.mails,
    commands: state.commands,
    setFault(fault, onlyRecipient) {
      Object.assign(state, { fault, onlyRecipient: onlyRecipient ?? null, greylisted: new Set() });
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

interface SmtpState {
  options: { user?: string; password?: string };
  fault: SmtpFault;
  onlyRecipient: string | null;
  mails: ReceivedMail[];
  commands: string[];
  greylisted: Set<string>;
  secure(socket: Socket): TLSSocket;
}

function serve(first: Socket, isImplicit: boolean, state: SmtpState): void {
  let socket = first;
  let isEncrypted = isImplicit;
  let user: string | null = null;
  let from: string | null = null;
  let to: string[] = [];
  let pending = "";
  let takeLine: (line: string) => void = command;
  let data: string[] = [];

  const say = (...lines: string[]): void => {
    if (!socket.destroyed) socket.write(`${lines.join("\r\n")}\r\n`);
  };
  const listen = (): void => {
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      pending += chunk.toString("utf8");
      for (let end = pending.indexOf("\r\n"); end >= 0; end = pending.indexOf("\r\n")) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        takeLine(line);
      }
    });
  };
  listen();
  if (state.fault === "busy") {
    say("421 4.3.2 too busy, come back later");
    socket.end();
  } else if (state.fault !== "hang-greeting") say("220 mail.example.test ESMTP");

  function command(line: string): void {
    const [verb = ""] = line.split(" ");
    const name = verb.toUpperCase();
    state.commands.push(name);
    const about = (line.match(/<([^>]*)>/)?.[1] ?? "").toLowerCase();
    const isMeant = state.onlyRecipient === null || state.onlyRecipient === about;
    if (name === "EHLO") greet();
    else if (name === "STARTTLS") startTls();
    else if (name === "AUTH") authenticate(line);
    else if (name === "MAIL") {
      if (state.options.user !== undefined && user === null) say("530 5.7.0 authentication required");
      else if (state.fault === "refuse-sender") say("550 5.7.1 this sender may not send here");
      else {
        [from, to] = [about, []];
        say("250 2.1.0 sender ok");
      }
    } else if (name === "RCPT") {
      if (from === null) say("503 5.5.1 MAIL first");
      else if (state.fault === "refuse-recipient" && isMeant) say("550 5.1.1 no such mailbox here");
      else if (state.fault === "greylist" && isMeant && !state.greylisted.has(about)) {
        state.greylisted.add(about);
        say("450 4.7.1 greylisted, come back in a minute");
      } else {
        to.push(about);
        say("250 2.1.5 recipient ok");
      }
    } else if (name === "DATA") {
      if (to.length === 0) say("503 5.5.1 RCPT first");
      else {
        [takeLine, data] = [dataLine, []];
        say("354 end with a dot");
      }
    } else if (name === "RSET") {
      [from, to] = [null, []];
      say("250 2.0.0 reset");
    } else if (name === "QUIT") {
      say("221 2.0.0 bye");
      socket.end();
    } else say("502 5.5.2 not known here");
  }

  function greet(): void {
    const canStartTls = !isEncrypted && state.fault !== "no-starttls";
    const lines = ["mail.example.test", "8BITMIME", "SIZE 1048576", ...(canStartTls ? ["STARTTLS"] : [])];
    if (isEncrypted && state.options.user !== undefined) lines.push("AUTH PLAIN LOGIN");
    say(...lines.map((text, index) => `250${index === lines.length - 1 ? " " : "-"}${text}`));
  }

  function startTls(): void {
    if (isEncrypted || state.fault === "no-starttls") {
      say("502 5.5.1 no TLS here");
      return;
    }
    say("220 2.0.0 go on in TLS");
    socket.removeAllListeners("data");
    socket = state.secure(socket);
    [isEncrypted, from, to, pending] = [true, null, [], ""];
    listen();
  }

  function authenticate(line: string): void {
    const [, method = "", initial] = line.split(" ");
    const name = method.toUpperCase();
    if (!isEncrypted) say("538 5.7.11 encryption required");
    else if (name === "PLAIN" && initial !== undefined) {
      const [, user = "", password = ""] = Buffer.from(initial, "base64").toString("utf8").split("\u0000");
      judgeSignIn(user, password);
    } else if (name === "LOGIN") askForLogin();
    else say("504 5.5.4 PLAIN or LOGIN");
  }

  function askForLogin(): void {
    say("334 VXNlcm5hbWU6");
    takeLine = (name) => {
      say("334 UGFzc3dvcmQ6");
      takeLine = (password) => {
        takeLine = command;
        judgeSignIn(Buffer.from(name, "base64").toString("utf8"), Buffer.from(password, "base64").toString("utf8"));
      };
    };
  }

  function judgeSignIn(name: string, password: string): void {
    const isRight = name === state.options.user && password === state.options.password;
    if (isRight && state.fault !== "refuse-auth") {
      user = name;
      say("235 2.7.0 welcome");
    } else say(`535 5.7.8 credentials ${password} invalid`);
  }

  function dataLine(line: string): void {
    if (line !== ".") {
      data.push(line.startsWith("..") ? line.slice(1) : line);
      return;
    }
    takeLine = command;
    if (state.fault === "hang-data") return;
    if (state.fault === "refuse-data") {
      say("554 5.7.1 looks like spam");
      return;
    }
    state.mails.push({ from: from ?? "", to, raw: data.join("\r\n"), isEncrypted, user });
    [from, to] = [null, []];
    if (state.fault === "drop-after-data") socket.destroy();
    else say(`250 2.0.0 queued as ${state.mails.length}`);
  }
}
