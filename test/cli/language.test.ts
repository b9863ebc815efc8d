import assert from 'node:assert/strict';
import { cliLanguage } from '../../src/cli/language';

describe('the language of the command line', () => {
  const languageOf = (env: Record<string, string>, system = 'en-US') =>
    cliLanguage(env, () => system).language;

  it('is Chinese for Chinese locales, and English for all others', () => {
    assert.equal(languageOf({ LANG: 'zh_CN.UTF-8' }), 'zh-CN');
    assert.equal(languageOf({ LC_MESSAGES: 'zh_SG', LANG: 'en_US.UTF-8' }), 'zh-CN');
    assert.equal(languageOf({ LC_ALL: 'C', LC_MESSAGES: 'zh_CN', LANG: 'zh_CN' }), 'en');
    assert.equal(languageOf({ LC_ALL: '', LANG: 'de_DE.UTF-8' }), 'en');
    assert.equal(languageOf({}, 'zh-CN'), 'zh-CN');
    assert.equal(languageOf({}, 'zu'), 'en');
  });

  it('fills in the values of a text', () => {
    const { t } = cliLanguage({ LANG: 'zh_CN' });
    assert.equal(
      t('The lab room is open at {0}.', '10.0.0.7:9000'),
      '实验房间已在 10.0.0.7:9000 打开。',
    );
  });

  it('has the texts that the editor has not', () => {
    const { t } = cliLanguage({ LANG: 'zh_CN' });
    assert.equal(t('the disk is full'), '磁盘已满');
  });
});
