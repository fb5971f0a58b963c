const loopbackHosts = ['localhost', '127.0.0.1'];

/** `URL.parse` is younger than the browsers we serve. */
const parseAddress = (text: string, base: string | undefined): URL | undefined => {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
};

/** The address if it is one of the web (http or https), relative to `base`; undefined for anything else. */
export const parseWebAddress = (text: string, base?: string): URL | undefined => {
  const url = parseAddress(text, base);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : undefined;
};

/**
 * An address from the API that this page may load or move to: https, or on a page of this machine also http of this
 * machine, where the simulator is. Undefined for anything else, such as `javascript:`.
 */
export const parseTrustedAddress = (text: string, pageHostname: string): URL | undefined => {
  const url = parseWebAddress(text);
  if (url?.protocol === 'https:') return url;
  const local = loopbackHosts.includes(pageHostname) && url !== undefined;
  return local && loopbackHosts.includes(url.hostname) ? url : undefined;
};
