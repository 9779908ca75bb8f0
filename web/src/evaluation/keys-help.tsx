import { Dialog } from "../components/dialog";
import { CheckBox } from "../components/form/fields";
import { DIGITS, FORM_ACTIONS, FORM_KEYS, PLAYER_KEYS } from "./keys";

const OFF = "ringkeep.evaluation.keys-off";

export function areKeysOn(): boolean {
  return window.localStorage.getItem(OFF) === null;
}

interface KeysHelpProps {
  readonly isOn: boolean;
  readonly turn: (isOn: boolean) => void;
  readonly close: () => void;
}

/** The keys of the page, and the switch that turns them off for someone who dictates. */
export function KeysHelp({ isOn, turn, close }: KeysHelpProps) {
  const keys = [...FORM_ACTIONS.map((action) => FORM_KEYS[action]), DIGITS, ...PLAYER_KEYS.values()];
  const change = (isOn: boolean) => {
    if (isOn) window.localStorage.removeItem(OFF);
    else window.localStorage.setItem(OFF, "true");
    turn(isOn);
  };
  return (
    <Dialog name="keys" title="Keys" close={close}>
      <CheckBox name="keys" label="Use these keys on this page" isChecked={isOn} change={change} />
      <p class="muted">While you type a text they do nothing. Escape leaves the field.</p>
      <dl class="keys">
        {keys.map(({ shown, words }) => (
          <div key={words}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
