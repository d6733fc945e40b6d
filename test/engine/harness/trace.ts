/** A line of a stack trace. */
const TRACE = /^\s+at .*(:\d+:\d+|\(<anonymous>\)|node:)/m;

/**
 * What Pulumi's Node.js SDK prints when the engine has ended before the program: a failed preview
 * stops the resource monitor while the program may still register outputs.
 */
const ENGINE_HAS_ENDED = /failed to deliver log message\.[\s\S]*?message severity: \w+/g;
const SDK_FRAME =
	/^.*\bat .*(node_modules\/@(grpc|pulumi)\/|node:internal\/|new Promise \(<anonymous>\)).*$/gm;

/** Whether a text holds a stack trace, other than the SDK's own about an engine that has ended. */
export function holdsTrace(text: string): boolean {
	return TRACE.test(text.replaceAll(ENGINE_HAS_ENDED, (report) => report.replaceAll(SDK_FRAME, "")));
}
