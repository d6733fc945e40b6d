import type { WaitReason } from "./request-limiter";
import { type Settings, settingNames } from "./settings";

/** The message for a run that pauses because GitLab requires it. */
export function waitMessage(settings: Settings, ms: number, why: WaitReason): string {
	const { config } = settingNames(settings.connection, "operationTimeout");
	const cause = why === "pause" ? "requested a pause" : "accepts no more requests until its limit resets";
	return `GitLab at ${settings.baseUrl} ${cause}: waiting ${lengthOf(ms)}. \`${config}\` limits how long an operation may wait.`;
}

function lengthOf(ms: number): string {
	const seconds = Math.ceil(ms / 1_000);
	return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
