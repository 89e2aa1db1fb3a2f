import type { FormField } from "../form-field.ts";
import type { KindGuide } from "../kind-guide.ts";
import { timeoutField } from "../shared/common-config.ts";
import { publicServer } from "./ntfy-config.ts";

export const ntfyGuide: KindGuide = {
  about: "Rings phones by ntfy, on ntfy.sh or a server of your own: for pages and for messages.",
  credentials: [
    "On your server make a user, give it write-only access to the topic, and make an access token (tk_…) for it.",
    "On ntfy.sh without a reserved topic no token is needed: the topic's name is then all that protects it.",
  ],
  rights: "Write-only access to the topic.",
  traps: [
    "Without access control whoever knows the topic reads every page: take a name that nobody guesses.",
    "ntfy can't take back what was sent. With followUp a second one of low priority says that it is over.",
    "The answer 200 means that the server has it; whether a phone rang nobody can tell. Let it escalate.",
    "The acknowledge link in a page can be used by whoever reads the topic.",
  ],
  example: { baseUrl: "https://ntfy.example.test", topic: "on-call-payments", token: { env: "NTFY_TOKEN" } },
};

export const ntfyForm: readonly FormField[] = [
  {
    path: "baseUrl",
    label: "Server",
    help: `${publicServer} where left empty.`,
    type: "url",
    required: false,
    placeholder: publicServer,
  },
  { path: "topic", label: "Topic", help: "Phones subscribe to it.", type: "line", required: true },
  { path: "token", label: "Access token", help: "Begins with tk_.", type: "secret", required: false },
  {
    path: "followUp",
    label: "Say when it is over",
    help: "Sends a second one, of low priority, when a page has been resolved.",
    type: "flag",
    required: false,
  },
  timeoutField,
];
