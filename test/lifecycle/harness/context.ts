import { createContext } from "../../../provider/runtime/context";
import type { Env } from "./engine";
import type { GitLab } from "./gitlab";
import type { Time } from "./time";
import { CREDENTIALS } from "./world";

/**
 * What a provider process of the GitLab's maintainer knows, without retries.
 *
 * @param env Settings in addition to these, or in place of them.
 * @param tell Receives each message that it prints.
 */
export function contextOf(
	{ gitlab, time }: { readonly gitlab: GitLab; readonly time: Time },
	env: Env,
	tell: (sentence: string) => void,
): ReturnType<typeof createContext> {
	const all: Env = {
		GITLAB_BASE_URL: gitlab.url,
		GITLAB_TOKEN: CREDENTIALS.maintainer,
		GITLAB_RETRIES: "0",
		...env,
	};
	return createContext({
		env: (name) => all[name],
		config: () => undefined,
		clock: time,
		write: (line) => tell(line.trimEnd()),
	});
}
