import * as pulumi from "@pulumi/pulumi";
import type { GitLabClient } from "../api/client";
import { Connections } from "../api/connection";

let connections: Connections | undefined;

/** A connection of the program's own process, for the functions that read. */
export function openConnection(name?: string): GitLabClient {
	connections ??= new Connections({
		env: (variable) => process.env[variable],
		config: (key) => {
			const [namespace, name] = key.split(":");
			return new pulumi.Config(namespace).get(name ?? "");
		},
	});
	return connections.open(name);
}
