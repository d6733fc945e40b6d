import * as http from "node:http";
import * as https from "node:https";

/** One request, sent as written: no redirects followed, no path rewritten, no header added but those HTTP needs. */
export interface Message {
	method: string;
	/** Path and query as they go on the wire, already escaped. */
	path: string;
	headers?: Record<string, string>;
	body?: string | Buffer;
}

export interface HttpResponse {
	status: number;
	headers: http.IncomingHttpHeaders;
	text: string;
}

const agents = {
	"http:": new http.Agent({ keepAlive: true }),
	"https:": new https.Agent({ keepAlive: true }),
};

/** Sends one message to `origin` and reads the whole response. Rejects when the connection ends early. */
export function exchange(origin: URL, message: Message): Promise<HttpResponse> {
	const secure = origin.protocol === "https:";
	const options: https.RequestOptions = {
		agent: secure ? agents["https:"] : agents["http:"],
		hostname: origin.hostname,
		port: origin.port,
		method: message.method,
		path: message.path,
		headers: {
			...message.headers,
			...(message.body === undefined || message.headers?.["Transfer-Encoding"] !== undefined
				? {}
				: { "Content-Length": Buffer.byteLength(message.body) }),
		},
	};
	return new Promise((resolve, reject) => {
		const request = (secure ? https : http).request(options, (response) => {
			const chunks: Buffer[] = [];
			response.on("data", (chunk: Buffer) => chunks.push(chunk));
			response.on("error", reject);
			response.on("end", () => {
				const text = Buffer.concat(chunks).toString("utf8");
				resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
			});
		});
		request.on("error", reject);
		request.end(message.body);
	});
}

/** Closes the idle connections, so that the process can end. */
export function closeConnections(): void {
	agents["http:"].destroy();
	agents["https:"].destroy();
}
