import { type ImitatedAnswer, type ImitatedCall, type Imitation, startImitation } from "./imitation-server.ts";

export interface OnCallShift {
  user_email: string;
  user_username: string;
  /** ISO 8601. */
  shift_start: string;
  shift_end: string;
}

const schedule = { id: "SBM7DV7BKFUYU", name: "Payments", type: "web", team_id: null, on_call_now: ["U4DNY931HHJS5"] };

/** Grafana OnCall as https://grafana.com/docs/oncall/latest/oncall-api-reference/ (schedules, export of final shifts) describes
 *  it: the key bare in `Authorization`; `start_date` and `end_date` are both required, as days; shifts are cut at them. */
export async function startGrafanaOncall(options: {
  token: string;
  shifts(): readonly OnCallShift[];
}): Promise<Imitation> {
  function reply(call: ImitatedCall): ImitatedAnswer {
    if (call.headers.authorization !== options.token) return { status: 403, body: { detail: "Invalid token." } };
    if (call.method !== "GET") return { status: 405, body: { detail: `Method "${call.method}" not allowed.` } };
    if (call.path === "/api/v1/schedules/") return { status: 200, body: paged([schedule]) };
    if (call.path === `/api/v1/schedules/${schedule.id}/`) return { status: 200, body: schedule };
    if (call.path !== `/api/v1/schedules/${schedule.id}/final_shifts`)
      return { status: 404, body: { detail: "Not found." } };
    const [from, to] = [call.query.get("start_date") ?? "", call.query.get("end_date") ?? ""];
    const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);
    if (!isDay(from)) return { status: 400, body: { start_date: ["This field is required."] } };
    if (!isDay(to) || to < from)
      return { status: 400, body: { end_date: ["must be greater than or equal to start_date"] } };
    const [first, last] = [`${from}T00:00:00Z`, `${to}T23:59:59Z`];
    const within = options
      .shifts()
      .filter(({ shift_start, shift_end }) => shift_start < last && shift_end > first)
      .map((shift) => ({
        user_pk: "UC2CHRT5SD34X",
        ...shift,
        shift_start: latest(shift.shift_start, first),
        shift_end: earliest(shift.shift_end, last),
      }));
    return { status: 200, body: paged(within) };
  }
  return startImitation({ answer: reply, keep: () => () => {} });
}

function paged(results: readonly unknown[]) {
  return {
    count: results.length,
    next: null,
    previous: null,
    results,
    current_page_number: 1,
    page_size: 50,
    total_pages: 1,
  };
}

// ISO 8601 in one zone compares as text.
function latest(one: string, other: string): string {
  return one < other ? other : one;
}

function earliest(one: string, other: string): string {
  return latest(one, other) === one ? other : one;
}
