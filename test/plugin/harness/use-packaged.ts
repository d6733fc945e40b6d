import { type Under, useGitLab } from "../../lifecycle/harness/use-gitlab";
import { CREDENTIALS } from "../../lifecycle/harness/world";
import { Packaged, type PackagedOptions } from "./packaged";

/** A GitLab and its time, and packaged providers for it. */
export interface UnderPackaged extends Pick<Under, "gitlab" | "time"> {
	/** A provider for the GitLab, as if in its own process; it ends with the test. */
	provider(options?: Partial<PackagedOptions>): Promise<Packaged>;
}

/** Gives the surrounding `describe` a GitLab that every test finds in its first state. */
export function usePackaged(): UnderPackaged {
	const under = useGitLab();
	const started: Packaged[] = [];
	afterEach(async () => {
		for (const provider of started.splice(0)) await provider.stop();
	});
	return {
		get gitlab() {
			return under.gitlab;
		},
		time: under.time,
		async provider(options = {}) {
			const config = { baseUrl: under.gitlab.url, token: CREDENTIALS.maintainer, retries: "0" };
			const provider = await Packaged.start({ clock: under.time, config, ...options });
			started.push(provider);
			return provider;
		},
	};
}
