// What the page shows. The command line writes it, the page's script reads it; names are printable and on one line.

/** The severity of a finding. */
export type Severity = "high" | "medium" | "low" | "info";

/** A resource that records a token. */
export interface PageHolder {
	readonly stack: string;
	/** The last part of a URN; an address of Terraform. */
	readonly name: string;
	/** The whole URN. */
	readonly resource: string;
	/** Whether it may record another token, since it is a set with encrypted contents. */
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
	/** What is special about the owner, such as `archived`. */
	readonly marks: readonly string[];
	/** Where GitLab shows the owner's deploy tokens. */
	readonly link: string | null;
	readonly name: string;
	readonly username: string;
	readonly scopes: readonly string[];
	/** UTC; `null` for never. */
	readonly expiresAt: string | null;
	readonly daysLeft: number | null;
	/** Between which days, such as `by 2031-02-01`; empty if unknown. */
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
	/** `null` if no history was requested; the last point is this report. */
	readonly history: readonly PagePoint[] | null;
}
