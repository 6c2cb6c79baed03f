// Who uses the console. The secret stays in this tab: in its sessionStorage, so that a reload does not ask again. There
// are no cookies, so other sites cannot make a browser send anything that counts.
export interface Login {
  accessKey: string;
  secret: string;
  region: string;
}

export interface Info {
  region: string;
  account: string;
  needsLogin: boolean;
}

const KEY = 'aslc-login';

class Session {
  info: Info = { region: 'us-east-1', account: '', needsLogin: false };
  private listeners = new Set<(why: string) => void>();

  login(): Login | null {
    const stored = sessionStorage.getItem(KEY);
    return stored ? (JSON.parse(stored) as Login) : null;
  }

  enter(login: Login) {
    sessionStorage.setItem(KEY, JSON.stringify(login));
  }

  leave() {
    sessionStorage.removeItem(KEY);
  }

  /** The server did not accept the signature, or wants one. */
  refused(why: string) {
    for (const listener of this.listeners) listener(why);
  }

  onRefused(listener: (why: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

export const session = new Session();
