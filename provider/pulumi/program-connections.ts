import * as pulumi from "@pulumi/pulumi";
import type { GitLabClient } from "../api/client";
import { Connections } from "../api/connection";
import { GitLabDeployTokenError, isGitLabDeployTokenError } from "../api/errors";

/** Most clients that are kept; a process rarely works with more stacks at once. */
const MAX_CLIENTS = 16;

/** Clients by their settings, the least recently used one first. */
const clients = new Map<string, GitLabClient>();

/**
 * A connection of the calling program, for the functions that read.
 *
 * One process can run the programs of several stacks, at once or one after the other (Automation API). So the
 * settings are read at every call, from the configuration of the running stack; only calls whose settings are equal
 * in every value share a client, with its connections and its limits.
 */
export function openConnection(name?: string): GitLabClient {
	const config = pulumi.runtime.allConfig();
	const connections = new Connections({
		env: (variable) => process.env[variable],
		config: (key) => config[key],
	});
	const key = JSON.stringify(connections.settings(name));
	const client = clients.get(key) ?? open(connections, name);
	clients.delete(key);
	clients.set(key, client);
	const [oldest] = clients.keys();
	if (clients.size > MAX_CLIENTS && oldest !== undefined) clients.delete(oldest);
	return client;
}

function open(connections: Connections, name: string | undefined): GitLabClient {
	try {
		return connections.open(name);
	} catch (error) {
		if (!isGitLabDeployTokenError(error, "GITLAB_CREDENTIAL_MISSING") || !isInlineProgram()) throw error;
		throw new GitLabDeployTokenError(
			error.code,
			error.message,
			`${error.hint} An inline program of the Automation API does not see the \`envVars\` of its workspace: put the settings into the stack's configuration, which program and provider both read.`,
		);
	}
}

/** Whether the Automation API runs the program in its own process: the SDK then provides a separate store. */
function isInlineProgram(): boolean {
	const { asyncLocalStorage } = globalThis as { asyncLocalStorage?: { getStore(): unknown } };
	return asyncLocalStorage?.getStore() !== undefined;
}
