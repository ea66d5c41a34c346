// What `telemetry.ts` loads when somebody collects. A file of its own, so that the bundle finds the names: taken straight
// from a package that is CommonJS, a dynamic import gives a bundle the default export only.
export { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api'
export { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
export { BasicTracerProvider, BatchSpanProcessor, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
