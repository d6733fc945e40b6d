import type { Clock } from "../api/clock";
import { systemClock } from "../api/clock";
import { Connections } from "../api/connection";
import type { SettingSources } from "../api/read-settings";
import { createReport } from "./boundary/report";
import { Claims } from "./process/claims";
import { OwnerIds } from "./process/owner-ids";
import { SharedRequests } from "./process/shared-requests";
import { TokenCreator } from "./process/token-creator";
import { TokenReadCache } from "./process/token-read-cache";

/** What the engine sends with one call besides its arguments; empty where it sends nothing. */
export interface Call {
	/** The resource: identifies the holder of a token of which neither creation nor secret is recorded. */
	readonly resource?: string | undefined;
	/** How long the call may take, in milliseconds. Default: the connection's `operationTimeout`. */
	readonly timeoutMs?: number | undefined;
	/** Whether nothing more may be sent. May turn true during the call. */
	readonly cancelled?: boolean;
}

/** What one provider process knows, shared by all its operations. */
export interface ProviderContext {
	/** The call that this is used for; absent where the engine sends nothing about calls. */
	readonly call?: Call;
	readonly connections: Connections;
	readonly owners: OwnerIds;
	readonly reads: TokenReadCache;
	/** Requests in flight that are sent for GitLab's time, by connection. */
	readonly timeRequests: SharedRequests<unknown>;
	readonly creator: TokenCreator;
	readonly claims: Claims;
	/** This machine's clock. GitLab's is {@link Operation.now}. */
	readonly clock: Clock;
	/** Shows the user one message; the same message only once per process. */
	report(message: string): void;
}

/** The dependencies of a process. */
export interface ProcessAccess extends SettingSources {
	/** Prints one line, with its line break, where the user sees it. */
	write(line: string): void;
	/** Default: this machine's. */
	readonly clock?: Clock;
	/** Connections that are open already. Default: none. */
	readonly connections?: Connections;
}

/** Creates the context of a provider process. */
export function createContext({
	env,
	config,
	write,
	clock = systemClock,
	connections: opened,
}: ProcessAccess): ProviderContext {
	const report = createReport(write);
	const connections = opened ?? new Connections({ env, config }, clock, report);
	const claims = new Claims((host) => connections.presentAddress(host));
	return {
		connections,
		owners: new OwnerIds(),
		reads: new TokenReadCache(clock),
		timeRequests: new SharedRequests(),
		creator: new TokenCreator({ clock, claims, report }),
		claims,
		clock,
		report,
	};
}
