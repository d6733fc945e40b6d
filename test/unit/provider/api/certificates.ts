import { generate } from "selfsigned";

/** A certificate and its key, as PEM. */
export interface KeyPair {
	readonly cert: string;
	readonly key: string;
}

export interface Certificates {
	/** What both others are signed by. */
	readonly authority: KeyPair;
	/** For `localhost` and `127.0.0.1`. */
	readonly server: KeyPair;
	readonly client: KeyPair;
	/** An authority that signed nothing here. */
	readonly stranger: KeyPair;
}

let made: Promise<Certificates> | undefined;

/** Made once per run; nothing of it is ever stored. */
export function certificates(): Promise<Certificates> {
	made ??= make();
	return made;
}

async function make(): Promise<Certificates> {
	const [authority, stranger] = await Promise.all([authorityOf("Test CA"), authorityOf("Another CA")]);
	const [server, client] = await Promise.all([
		signed(authority, "localhost", [
			{ type: 2, value: "localhost" },
			{ type: 7, ip: "127.0.0.1" },
		]),
		signed(authority, "client", [{ type: 2, value: "client" }]),
	]);
	return { authority, server, client, stranger };
}

function authorityOf(name: string): Promise<KeyPair> {
	return pair(name, {
		extensions: [
			{ name: "basicConstraints", cA: true, critical: true },
			{ name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
		],
	});
}

function signed(
	ca: KeyPair,
	name: string,
	altNames: readonly { type: 2 | 7; value?: string; ip?: string }[],
): Promise<KeyPair> {
	return pair(name, {
		ca,
		extensions: [
			{ name: "basicConstraints", cA: false },
			{ name: "keyUsage", digitalSignature: true },
			{ name: "extKeyUsage", serverAuth: true, clientAuth: true },
			{ name: "subjectAltName", altNames: [...altNames] },
		],
	});
}

async function pair(name: string, options: Parameters<typeof generate>[1]): Promise<KeyPair> {
	const made = await generate([{ name: "commonName", value: name }], {
		keyType: "ec",
		algorithm: "sha256",
		...options,
	});
	return { cert: made.cert, key: made.private };
}
