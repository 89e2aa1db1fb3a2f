import type { FormField } from "../form-field.ts";
import type { KindGuide } from "../kind-guide.ts";
import { timeoutField } from "../shared/common-config.ts";
import { componentsField, postTraps, quietField } from "../shared/post-form.ts";
import { serviceAddress } from "./statuspage-config.ts";

export const statuspageGuide: KindGuide = {
  about:
    "Posts an incident on your public status page, sets the status of its component, and resolves both when the component's outage is over.",
  credentials: [
    "In Statuspage open your avatar, then API info: it shows the page id; make an API key there.",
    "The ids of components stand on the same page, or in the address when you edit a component.",
  ],
  rights: "A user who may manage incidents of this page.",
  traps: [
    "One call a second for each API key, over all that use it: posts wait their turn.",
    postTraps.noComponent,
    postTraps.noReopen,
    postTraps.draft,
    postTraps.impact,
  ],
  example: {
    page: "gytm4qzbx9t6",
    apiKey: { env: "STATUSPAGE_API_KEY" },
    components: { "checkout-api": "8kbf7d35c070" },
  },
};

export const statuspageForm: readonly FormField[] = [
  {
    path: "page",
    label: "Page id",
    help: "As shown under API info.",
    type: "line",
    required: true,
    placeholder: "gytm4qzbx9t6",
  },
  { path: "apiKey", label: "API key", help: "As made under API info.", type: "secret", required: true },
  componentsField("Statuspage"),
  quietField,
  {
    path: "baseUrl",
    label: "API address",
    help: `${serviceAddress} where left empty.`,
    type: "url",
    required: false,
    placeholder: serviceAddress,
  },
  timeoutField,
];
