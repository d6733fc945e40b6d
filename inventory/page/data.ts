// What a page shows. Written by the command line, read by the page's script; names are on one line and printable.

/** One of the four. */
export type Severity = "high" | "medium" | "low" | "info";

/** Who records a token. */
export interface PageHolder {
	readonly stack: string;
	/** The last part of a URN; an address of Terraform. */
	readonly name: string;
	/** The whole URN. */
	readonly resource: string;
	/** Whether it may be another token: of a set whose contents are encrypted. */
	readonly doubtful: boolean;
	readonly rotates: boolean;
	readonly leaving: boolean;
}

/** A deploy token of GitLab. */
export interface PageToken {
	readonly id: number;
	readonly kind: "project" | "group" | null;
	/** The owner's path; `null` where the owner was deleted. */
	readonly owner: string | null;
	/** What is special about the owner, as in `archived`. */
	readonly marks: readonly string[];
	/** Where GitLab shows the owner's deploy tokens. */
	readonly link: string | null;
	readonly name: string;
	readonly username: string;
	readonly scopes: readonly string[];
	/** UTC; `null` for never. */
	readonly expiresAt: string | null;
	readonly daysLeft: number | null;
	/** Between which days, as in `until 2031-02-01`; empty where nothing is known. */
	readonly created: string;
	readonly status: "active" | "revoked" | "expired";
	readonly management: "managed" | "unmanaged" | "unknown";
	readonly holders: readonly PageHolder[];
	/** Positions in {@link PageData.findings}, the worst first, without accepted ones. */
	readonly findings: readonly number[];
}

/** What a rule found. */
export interface PageFinding {
	readonly rule: string;
	readonly severity: Severity;
	/** Owner, ID and name of the token, or the resource that records it. */
	readonly subject: string;
	readonly message: string;
	readonly remedy: string;
	/** Why the configuration accepts it, and until when; `null` where it does not. */
	readonly allowed: { readonly reason: string; readonly until: string } | null;
}

/** The counts of one report of the history. */
export interface PagePoint {
	/** UTC. */
	readonly at: string;
	readonly complete: boolean;
	readonly managed: number;
	readonly unmanaged: number;
}

/** Everything that a page shows. */
export interface PageData {
	readonly tool: string;
	readonly gitlab: string;
	readonly scope: string;
	/** UTC, by GitLab's clock. */
	readonly generatedAt: string;
	readonly complete: boolean;
	readonly gaps: readonly { readonly what: string; readonly reason: string; readonly remedy: string }[];
	readonly notes: readonly string[];
	readonly owners: { readonly groups: number; readonly projects: number };
	/** The titles of the rules, by ID. */
	readonly rules: Readonly<Record<string, string>>;
	readonly tokens: readonly PageToken[];
	/** The worst first. */
	readonly findings: readonly PageFinding[];
	/** `null` where no history was asked for; the present report is the last point. */
	readonly history: readonly PagePoint[] | null;
}
