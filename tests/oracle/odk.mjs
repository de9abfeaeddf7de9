// SPDX-License-Identifier: Apache-2.0
// Asks ODK's own engine: node odk.mjs MODULES CASES RESULTS
//   MODULES  folder whose node_modules hold what package.json names
//   CASES    JSON lines as test_form_oracle writes them: a clock, then one form a line (its rows,
//            its choices, and rounds of steps)
//   RESULTS  JSON lines, one a form: what is seen after each round, as changes since the last
// The engine reads XForms, so the tables are turned into one as pyxform does it: a reference is a
// path relative to the nearest section that both questions stand in when that is in a repeat, else
// from the root. What is done differently on purpose is said in differences.h.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [modules, casesFile, resultsFile] = process.argv.slice(2);
const [clock, ...cases] = readFileSync(casesFile, 'utf8').trim().split('\n').map((line) => JSON.parse(line));

process.env.TZ = 'UTC';
const RealDate = Date;
globalThis.Date = class extends RealDate {
    constructor(...given) { given.length ? super(...given) : super(clock.now); }
    static now() { return clock.now; }
};
const from = createRequire(`${modules}/package.json`);
const { JSDOM } = from('jsdom');
const { window } = new JSDOM('');
for (const name of ['document', 'DOMParser', 'XMLSerializer', 'Node', 'Element', 'Document', 'XPathResult', 'Attr',
    'Text', 'CharacterData', 'ProcessingInstruction', 'Comment', 'NodeList'])
    globalThis[name] = window[name];
globalThis.window = window;
globalThis.__dirname = process.cwd(); // its parser is WebAssembly and asks for these two
globalThis.require = from;
const { loadForm } = await import(pathToFileURL(from.resolve('@getodk/xforms-engine')));

const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const kinds = { integer: 'int', date: 'date', time: 'time', dateTime: 'dateTime' };

// each call of a function in the expression, its argument's own calls first, told anew
function calls(source, name, tell) {
    let told = '';
    for (let at = 0; at < source.length;) {
        if (source[at] === "'" || source[at] === '"') {
            const end = source.indexOf(source[at], at + 1) + 1;
            told += source.slice(at, end);
            at = end;
        } else if (source.startsWith(`${name}(`, at) && !/[\w.-]$/.test(source.slice(0, at))) {
            const begin = at + name.length + 1;
            let end = begin;
            for (let depth = 1; depth > 0; ++end) {
                if (source[end] === "'" || source[end] === '"')
                    end = source.indexOf(source[end], end + 1);
                else
                    depth += source[end] === '(' ? 1 : source[end] === ')' ? -1 : 0;
            }
            told += tell(calls(source.slice(begin, end - 1), name, tell));
            at = end;
        } else {
            told += source[at++];
        }
    }
    return told;
}

// ---- tables → XForm

function xform({ rows, lists }) {
    const root = { name: 'data', children: [], parent: null };
    const byName = new Map();
    let at = root;
    for (const row of rows) {
        const [kind, list] = row.type.split(/\s+/);
        if (row.type.startsWith('end')) {
            at = at.parent;
            continue;
        }
        const begins = row.type.match(/^begin[ _](group|repeat)$/);
        const node = { ...row, kind: begins ? begins[1] : kind, list, parent: at, children: [] };
        if (node.kind === 'repeat' && row.repeat_count) {
            // at the root, or it would be blank where the section around it is not relevant
            const count = { name: `${row.name}_count`, kind: 'calculate', calculation: row.repeat_count, parent: root, children: [] };
            root.children.push(count);
            byName.set(count.name, count);
        }
        at.children.push(node);
        byName.set(row.name, node);
        if (begins)
            at = node;
    }
    const steps = (node) => (node.parent ? [...steps(node.parent), node] : [node]);
    const absolute = (node) => '/' + steps(node).map((step) => step.name).join('/');
    const inRepeat = (node) => node && (node.kind === 'repeat' || inRepeat(node.parent));
    const reference = (reader, name, fromRoot) => {
        const read = byName.get(name);
        const there = steps(read);
        const here = steps(reader);
        let shared = 0;
        while (shared < there.length - 1 && shared < here.length && there[shared] === here[shared])
            ++shared;
        if (fromRoot || !inRepeat(here[shared - 1]))
            return absolute(read);
        return [...Array(here.length - shared).fill('..'), ...there.slice(shared).map((step) => step.name)].join('/');
    };
    // pyxform puts a space on both sides, or ${n}-1 would name n-1
    const spaced = (reader, text, fromRoot) =>
        text.replace(/\$\{\s*([^}]*?)\s*\}/g, (_, named) => ` ${reference(reader, named, fromRoot)} `);
    const whole = (pattern) => (pattern.startsWith('^') ? pattern : `^(?:${pattern})$`);
    const expression = (reader, source) => {
        // the arguments of indexed-repeat() are never relative; patterns match a whole text
        const indexed = source.replace(/indexed-repeat\([^()]*\)/g, (call) =>
            spaced(reader, call, true));
        const patterned = indexed.replace(/(regex\([^']*,\s*)'([^']*)'/g, (_, before, pattern) => `${before}'${whole(pattern)}'`);
        const numbers = calls(patterned, 'number', (inside) => `(0 + number(${inside}))`);
        const dates = calls(numbers, 'date', (inside) => `if(string(date(${inside})) = 'Invalid Date', '', date(${inside}))`);
        const sums = calls(dates, 'sum', (inside) => (/^\s*\$\{[^}]*\}\s*$/.test(inside) ? `if(count(${inside}) = 0, 0, sum(${inside}))` : `sum(${inside})`));
        // a question's name in quotation marks is that of jr:choice-name()
        const named = sums.replace(/'\$\{\s*([^}]*?)\s*\}'/g, (_, read) => `'${reference(reader, read, false)}'`);
        return spaced(reader, named, false);
    };
    const binds = [];
    const instance = (node) => {
        const inside = node.children.map(instance).join('');
        const template = node.kind === 'repeat' && !node.repeat_count ? ' jr:template=""' : '';
        const given = /^[^($]*$/.test(node.default ?? '') ? escaped(node.default ?? '') : '';
        return `<${node.name}${template}>${inside}${given}</${node.name}>`;
    };
    const truth = (node, text) =>
        /^(yes|true)$/i.test(text) ? 'true()' : /^(no|false)?$/i.test(text) ? 'false()' : expression(node, text);
    const bind = (node) => {
        const parts = [`nodeset="${absolute(node)}"`];
        if (node.kind !== 'group' && node.kind !== 'repeat')
            parts.push(`type="${kinds[node.kind] ?? 'string'}"`);
        if (node.relevant)
            parts.push(`relevant="${escaped(expression(node, node.relevant))}"`);
        if (node.required)
            parts.push(`required="${escaped(truth(node, node.required))}"`);
        if (node.constraint)
            parts.push(`constraint="${escaped(expression(node, node.constraint))}"`);
        if (node.calculation)
            parts.push(`calculate="${escaped(expression(node, node.calculation))}"`);
        if (node.read_only === 'yes')
            parts.push('readonly="true()"');
        binds.push(`<bind ${parts.join(' ')}/>`);
        node.children.forEach(bind);
    };
    const used = new Set();
    const body = (node) => {
        const path = absolute(node);
        if (node.kind === 'group')
            return `<group ref="${path}"><label>g</label>${node.children.map(body).join('')}</group>`;
        if (node.kind === 'repeat') {
            const count = node.repeat_count ? ` jr:count="${reference(node, `${node.name}_count`, true)}"` : '';
            return `<group ref="${path}"><label>r</label><repeat nodeset="${path}"${count}>${node.children.map(body).join('')}</repeat></group>`;
        }
        if (node.kind === 'calculate' || (node.kind === 'hidden' && node.calculation))
            return '';
        if (node.kind?.startsWith('select_')) {
            used.add(node.list);
            const filter = node.choice_filter ? `[${escaped(filtered(node))}]` : '';
            const element = node.kind.startsWith('select_one') ? 'select1' : 'select';
            return `<${element} ref="${path}"><label>s</label><itemset nodeset="instance('${node.list}')/root/item${filter}"><value ref="name"/><label ref="label"/></itemset></${element}>`;
        }
        if (node.kind === 'acknowledge')
            return `<trigger ref="${path}"><label>t</label></trigger>`;
        return `<input ref="${path}"><label>i</label></input>`;
    };
    // inside the predicate the context is a choice: what is relative begins at current()
    const filtered = (node) =>
        node.choice_filter.replace(/\$\{\s*([^}]*?)\s*\}/g, (_, name) => {
            const path = reference(node, name, false);
            return path.startsWith('/') ? path : `current()/${path}`;
        });
    root.children.forEach(bind);
    const controls = root.children.map(body).join('');
    const items = (list) => lists[list].map((choice) =>
        `<item>${Object.entries(choice).map(([column, text]) => `<${column}>${escaped(text)}</${column}>`).join('')}</item>`).join('');
    const instances = [...used].map((list) => `<instance id="${list}"><root>${items(list)}</root></instance>`).join('');
    return `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>t</h:title><model><instance><data id="t">${root.children.map(instance).join('')}</data></instance>${instances}${binds.join('')}</model></h:head><h:body>${controls}</h:body></h:html>`;
}

// ---- the engine → what is seen

const children = (node) => node.currentState.children ?? [];
const name = (node) => node.currentState.reference.replace(/\[\d+\]$/, '').split('/').pop();

// every question that is relevant, by our paths: "r" required or "-", "c" constraint broken, "m"
// missing or "-", then the value
function seen(node, about, prefix, into) {
    for (const child of children(node)) {
        if (!child.currentState.relevant || name(child) === 'meta' || about.helpers.has(name(child)))
            continue;
        if (child.nodeType === 'group') {
            seen(child, about, prefix, into);
        } else if (child.nodeType.startsWith('repeat-range')) {
            children(child).forEach((one, i) => {
                if (one.currentState.relevant)
                    seen(one, about, `${prefix}${name(child)}[${i + 1}]/`, into);
            });
        } else {
            const broken = { constraint: 'c', required: 'm' }[child.validationState.violation?.condition] ?? '-';
            const choices = about.filtered.has(name(child))
                ? ' of ' + child.currentState.valueOptions.map((option) => option.value).join(' ') : '';
            into[prefix + name(child)] = (child.currentState.required ? 'r' : '-') + broken + child.currentState.instanceValue + choices;
        }
    }
    return into;
}

function find(root, path) {
    let at = root;
    for (const step of path.split('/')) {
        const [, wanted, number] = step.match(/^([^[]+)(?:\[(\d+)\])?$/);
        const below = (node) => {
            for (const child of children(node)) {
                if (child.nodeType === 'group' && name(child) !== wanted) {
                    const inside = below(child);
                    if (inside)
                        return inside;
                } else if (name(child) === wanted) {
                    return child;
                }
            }
            return null;
        };
        at = below(at);
        if (number)
            at = children(at)[Number(number) - 1];
    }
    return at;
}

function act(root, [what, path, text]) {
    if (what === 'remove') {
        const [, repeat, number] = path.match(/^(.*)\[(\d+)\]$/);
        find(root, repeat).removeInstances(Number(number) - 1, 1);
        return;
    }
    const node = find(root, path);
    if (what === 'add') {
        node.addInstances(undefined, 1);
    } else if (node.nodeType === 'select') {
        node.selectType === 'select1'
            ? node.selectValue(text === '' ? null : text)
            : node.selectValues(text === '' ? [] : text.split(' '));
    } else if (node.nodeType === 'trigger') {
        node.setValue(text !== '');
    } else {
        node.setValue(text);
    }
}

// A new instance of theirs brings one of each repeat in it along; ours begin with none.
function settle(node, known) {
    for (const child of children(node)) {
        if (child.nodeType === 'repeat-instance' && !known.has(child)) {
            known.add(child);
            empty(child);
        }
        settle(child, known);
    }
}
function empty(node) {
    for (const child of children(node)) {
        if (child.nodeType === 'repeat-range:uncontrolled')
            child.removeInstances(0, children(child).length);
        else if (child.nodeType === 'group')
            empty(child);
    }
}

const results = [];
for (const one of cases) {
    try {
        const form = await loadForm(xform(one));
        if (form.status !== 'success')
            throw form.error;
        const { root } = form.createInstance();
        const about = {
            filtered: new Set(one.rows.filter((row) => row.choice_filter).map((row) => row.name)),
            helpers: new Set(one.rows.filter((row) => row.repeat_count).map((row) => `${row.name}_count`)),
        };
        const known = new WeakSet();
        let before = {};
        const rounds = one.rounds.map((steps) => {
            for (const step of steps) {
                act(root, step);
                settle(root, known);
            }
            const now = seen(root, about, '', {});
            const changed = {};
            for (const path of Object.keys(now))
                if (now[path] !== before[path])
                    changed[path] = now[path];
            for (const path of Object.keys(before))
                if (!(path in now))
                    changed[path] = null;
            before = now;
            return changed;
        });
        results.push({ form: one.form, rounds });
    } catch (error) {
        results.push({ form: one.form, error: String(error?.message ?? error).slice(0, 400) });
        if (process.env.ORACLE_DEBUG)
            console.error(one.form, error);
    }
}
writeFileSync(resultsFile, results.map((line) => JSON.stringify(line) + '\n').join(''));
process.exit(0); // the DOM keeps timers
