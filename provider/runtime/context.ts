import type { Clock } from "../api/clock";
import { systemClock } from "../api/clock";
import { Connections } from "../api/connection";
import type { SettingSources } from "../api/read-settings";
import { createReport } from "./boundary/report";
import { Claims } from "./process/claims";
import { OwnerIds } from "./process/owner-ids";
import { TokenCreator } from "./process/token-creator";
import { TokenReadCache } from "./process/token-read-cache";

/** What the engine says of one call beside its arguments; nothing where it does not. */
export interface Call {
	/** The resource: tells who holds a token of which neither creation nor secret is recorded. */
	readonly resource?: string | undefined;
	/** How long the call may take, in milliseconds. Default: the connection's `operationTimeout`. */
	readonly timeoutMs?: number | undefined;
	/** Whether nothing more is to be sent. It may turn true while the call is under way. */
	readonly cancelled?: boolean;
}

/** What one provider process knows, shared by all its operations. */
export interface ProviderContext {
	/** The call that this is used for; absent where the engine says nothing of calls. */
	readonly call?: Call;
	readonly connections: Connections;
	readonly owners: OwnerIds;
	readonly reads: TokenReadCache;
	readonly creator: TokenCreator;
	readonly claims: Claims;
	/** This machine's clock. GitLab's is {@link Operation.now}. */
	readonly clock: Clock;
	/** Shows the user one message; the same message only once per process. */
	report(message: string): void;
}

/** What a process is given from outside. */
export interface ProcessAccess extends SettingSources {
	/** Prints one line, its line break included, where the user sees it. */
	write(line: string): void;
	/** Default: this machine's. */
	readonly clock?: Clock;
	/** Connections that are open already. Default: none. */
	readonly connections?: Connections;
}

/** Assembles what a provider process knows: nothing yet. */
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
		creator: new TokenCreator({ clock, claims, report }),
		claims,
		clock,
		report,
	};
}
