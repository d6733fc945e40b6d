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
	/** Like `server`, and no longer valid. */
	readonly expired: KeyPair;
	/** For `elsewhere.example.com`. */
	readonly elsewhere: KeyPair;
	readonly client: KeyPair;
	/** Like `server`, and signed by itself. */
	readonly selfSigned: KeyPair;
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
	const here = [
		{ type: 2, value: "localhost" },
		{ type: 7, ip: "127.0.0.1" },
	] as const;
	const [server, expired, elsewhere, client, selfSigned] = await Promise.all([
		signed(authority, "localhost", here),
		signed(authority, "localhost", here, new Date("2020-01-01")),
		signed(authority, "elsewhere", [{ type: 2, value: "elsewhere.example.com" }]),
		signed(authority, "client", [{ type: 2, value: "client" }]),
		signed(undefined, "localhost", here),
	]);
	return { authority, server, expired, elsewhere, client, selfSigned, stranger };
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
	ca: KeyPair | undefined,
	name: string,
	altNames: readonly { type: 2 | 7; value?: string; ip?: string }[],
	validFrom = new Date(),
): Promise<KeyPair> {
	return pair(name, {
		...(ca === undefined ? {} : { ca }),
		notBeforeDate: validFrom,
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
