/** Whether the app asks for HTTP streaming. */
export const isStreaming = process.env['CONTRACT_STREAMING'] !== 'false';
