// The graph of a machine: the server's SVG, coloured by classes.
import { useEffect, useRef } from 'preact/hooks';
import { type Counts, shownStatus } from '../history';

interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): { createHTML: (text: string) => string };
}

// The one place where text becomes markup: SVG of our server, parsed as XML, of which only shapes and texts are kept.
const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
const policy = types?.createPolicy('aslc-graph', { createHTML: (text) => text });

const KEPT = new Set(['svg', 'title', 'defs', 'marker', 'path', 'g', 'circle', 'rect', 'text']);

function parse(svg: string): SVGElement | null {
  const text = policy ? policy.createHTML(svg) : svg;
  const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  for (const element of [...root.querySelectorAll('*')]) if (!KEPT.has(element.localName)) element.remove();
  return root.localName === 'svg' ? (document.importNode(root, true) as unknown as SVGElement) : null;
}

const SYMBOLS: [keyof Counts, string][] = [
  ['running', '▶'],
  ['succeeded', '✓'],
  ['caught', '↷'],
  ['failed', '✗'],
  ['aborted', '◼'],
  ['retries', '↻'],
];

function wordsOf(counts: Counts): string {
  return SYMBOLS.filter(([key]) => counts[key] > 0)
    .map(([key]) => `${counts[key]} ${key}`)
    .join(', ');
}

function badgeOf(counts: Counts): string {
  const shown = SYMBOLS.filter(([key]) => counts[key] > 0);
  const visits = counts.running + counts.succeeded + counts.caught + counts.failed + counts.aborted;
  if (visits < 2 && counts.retries === 0) return '';
  return shown.map(([key, symbol]) => `${symbol}${counts[key]}`).join(' ');
}

function setBadge(node: Element, text: string) {
  let badge = node.querySelector(':scope > .counts');
  if (!text) return badge?.remove();
  if (!badge) {
    const box = node.querySelector(':scope > .box')!;
    badge = document.createElementNS('http://www.w3.org/2000/svg', 'text');
    badge.setAttribute('class', 'counts');
    badge.setAttribute('x', String(Number(box.getAttribute('x')) + Number(box.getAttribute('width')) - 6));
    badge.setAttribute('y', String(Number(box.getAttribute('y')) + Number(box.getAttribute('height')) + 12));
    node.append(badge);
  }
  badge.textContent = text;
}

interface Props {
  svg: string;
  label: string;
  /** By name of the state. */
  counts?: Map<string, Counts>;
  /** Counts up when `counts` has changed inside. */
  version?: number;
  selected?: string;
  onSelect?: (state: string) => void;
}

export function Graph({ svg, label, counts, version, selected, onSelect }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const chosen = useRef(onSelect);
  chosen.current = onSelect;

  useEffect(() => {
    const root = parse(svg);
    if (!root) return holder.current!.replaceChildren();
    root.setAttribute('role', 'group');
    root.setAttribute('aria-label', label);
    root.querySelector(':scope > title')?.remove();
    root.style.maxWidth = `${root.getAttribute('width')}px`;
    root.removeAttribute('width');
    root.removeAttribute('height');
    for (const node of chosen.current ? root.querySelectorAll('[data-state]') : []) {
      const head = node.querySelector(':scope > .box')!;
      head.setAttribute('tabindex', '0');
      head.setAttribute('role', 'button');
      head.setAttribute('aria-label', node.getAttribute('data-state')!);
    }
    holder.current!.replaceChildren(root);
  }, [svg]);

  useEffect(() => {
    for (const node of holder.current!.querySelectorAll('[data-state]')) {
      const name = node.getAttribute('data-state')!;
      const count = counts?.get(name);
      const status = count ? shownStatus(count) : null;
      const classes = [...node.classList].filter((c) => !c.startsWith('is-'));
      if (status) classes.push(`is-${status}`);
      if (name === selected) classes.push('is-selected');
      const wanted = classes.join(' ');
      if (node.getAttribute('class') !== wanted) node.setAttribute('class', wanted);
      setBadge(node, count ? badgeOf(count) : '');
      const head = node.querySelector(':scope > [role=button]');
      head?.setAttribute('aria-label', count ? `${name}: ${wordsOf(count)}` : name);
    }
  }, [svg, version, selected]);

  const select = (event: Event) => {
    const node = (event.target as Element).closest('[data-state]');
    if (node) chosen.current?.(node.getAttribute('data-state')!);
  };
  return (
    <div
      class={counts ? 'graph live' : 'graph'}
      ref={holder}
      onClick={select}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        select(event);
      }}
    />
  );
}
