export const english = {
  loading: 'Loading…',
  postHeading: 'Your post',
  accounts: {
    failed: 'Your accounts could not be loaded',
    emptyTitle: 'No TikTok account is connected yet',
    emptyText: 'Connect the account that is to post. TikTok asks its creator to agree; that takes a minute.',
    connect: 'Connect a TikTok account',
    noneTitle: 'None of your accounts can post right now',
    noneText: 'Each of them needs its creator at TikTok once more. Connect it again, then come back here.',
    choose: 'Which account posts?',
    chooseFirst: 'Choose an account, and the form for it opens here.',
    unnamed: 'TikTok account',
    othersTitle: 'Not ready to post',
    reconnect: 'Has to be connected again.',
    scope: 'Its creator has not allowed posting from here.',
    again: 'Connect again',
    gone: 'The account in this page’s address is not among those that can post.',
  },
  scope: {
    title: 'This link does not allow posting',
    text: 'It was made without the permission to publish. Open the page from your CRM again; if that does not help, tell the people who run your CRM.',
  },
  creator: {
    failed: 'What the creator may choose could not be asked of TikTok',
    waiting:
      'TikTok may be asked only so often for an account. It is asked again by itself at {{time}}; nothing of what you typed is lost.',
    stale: 'What the creator may choose could not be brought up to date.',
    lookAgain: 'Look again',
  },
  draft: {
    restored:
      'What you typed last time is here again. Audience, interactions and disclosure are asked again: TikTok wants them chosen for each post.',
    startOver: 'Start over',
    startOverTitle: 'Start over?',
    startOverText: 'Everything on this form is cleared, and the file is forgotten.',
    keep: 'Keep it',
  },
  sending: {
    askingTitle: 'We do not know yet whether your post arrived',
    asking:
      'The answer was lost on its way. We ask again by ourselves; however often we ask, it is posted at most once. Please leave this page open.',
    unansweredTitle: 'We do not know whether your post arrived',
    unanswered: 'The button was pressed on {{time}}, and no answer has come.',
    expired:
      'That is too long ago to ask again safely. Look in the list of your latest posts, or in the TikTok app, before you post it anew.',
    what: 'Post: {{what}}',
    askAgain: 'Ask again (it cannot be posted twice)',
    discard: 'Discard',
    discardTitle: 'Discard without knowing?',
    discardText:
      'If it did arrive, it will be posted all the same. Look in the list of your latest posts before you post it again.',
    keep: 'Keep it',
    again: 'It can be tried again from {{time}}.',
  },
  latest: {
    title: 'Latest posts of this account',
    none: 'Nothing has been posted from here yet.',
    failed: 'The latest posts could not be loaded.',
    untitledVideo: 'Video without a caption',
    untitledPhotos: 'Photos without a title',
    retry: 'Try again',
  },
  crash: {
    title: 'A part of this page could not be shown',
    text: 'What you typed is kept in this browser. Load the page again and go on; audience, interactions and disclosure are asked anew.',
    reload: 'Load the page again',
  },
};
